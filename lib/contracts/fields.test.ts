import { expect, test } from 'vitest'
import { anyUuid, ownUuid, uuid } from './fields.ts'

const own = '018f0000-0000-7000-8000-0000000000ab'

test('a uuid is read however it is written, and kept as we write it', () => {
  for (const text of [own, own.toUpperCase()]) {
    expect(uuid.parse(text)).toBe(own)
    expect(anyUuid.test(text)).toBe(true)
  }
  expect(ownUuid.test(own)).toBe(true)
  expect(ownUuid.test(own.toUpperCase())).toBe(false)
})

test('what only looks like a uuid is none, to the field and to the patterns', () => {
  const near = [
    '',
    own.slice(1),
    `${own}0`,
    ` ${own}`,
    `${own}\n`,
    own.replaceAll('-', ''),
    `{${own}}`,
    own.replace('f', 'g'),
    '-'.repeat(36),
    'a'.repeat(36),
  ]
  for (const text of near) {
    expect(uuid.safeParse(text).success, text).toBe(false)
    expect(anyUuid.test(text), text).toBe(false)
    expect(ownUuid.test(text), text).toBe(false)
  }
})
