import { expect, test } from 'vitest'
import { anyUuid, limit, line, ownUuid, prose, text, uuid } from './fields.ts'

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

test('a name or a description that would turn the text around it about is refused, and said why', () => {
  for (const code of [
    0x200e, 0x200f, 0x061c, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
  ])
    for (const field of [line(100), prose(100)]) {
      const { error } = field.safeParse(`Checkout${String.fromCodePoint(code)}gpj.exe`)
      expect(error?.issues.map(({ message }) => message)).toEqual([
        'Holds an invisible character that turns the direction of text around',
      ])
    }
})

test('text of either direction, joiners and emoji are kept, and data of one’s own whatever its direction', () => {
  for (const words of ['שלום', 'مفتاح الدفع', 'می\u200cخواهم', '👩\u200d💻 keys', 'naïve – “quoted”']) {
    expect(line(100).parse(words)).toBe(words)
    expect(prose(100).parse(`${words}\n${words}`)).toBe(`${words}\n${words}`)
  }
  expect(text(100).parse('a\u202eb')).toBe('a\u202eb')
})

test('a number in an address is its decimal digits, and nothing else that JavaScript reads as one', () => {
  expect(limit.parse('7')).toBe(7)
  expect(limit.parse(7)).toBe(7)
  expect(limit.parse(undefined)).toBe(50)
  for (const sent of ['', ' 5', '5 ', '+5', '5.0', '1e1', '0x10', '0b1', '１', 'Infinity', 'x'])
    expect(limit.safeParse(sent).error?.issues, sent).toMatchObject([{ message: 'Must be a whole number' }])
  for (const sent of ['0', '201', '-1', 0, 1.5])
    expect(limit.safeParse(sent).success, String(sent)).toBe(false)
})
