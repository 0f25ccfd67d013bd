import fc from 'fast-check'
import { expect, test } from 'vitest'
import { metadataText, metadataValue } from './metadata-text.ts'

test('what is typed is read as what it looks like', () => {
  expect(metadataValue('42')).toBe(42)
  expect(metadataValue('-1.5')).toBe(-1.5)
  expect(metadataValue('true')).toBe(true)
  expect(metadataValue('"42"')).toBe('42')
  expect(metadataValue('007')).toBe('007')
  expect(metadataValue('team a')).toBe('team a')
  expect(metadataValue('{"a":1}')).toBe('{"a":1}')
})

test('editing a value and saving it unchanged never changes it', () => {
  const kept = fc.oneof(
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.string({ maxLength: 50 }).map((text) => text.trim()),
    fc.constantFrom('42', 'true', '"quoted"', '"', '1e5', 'null', ''),
  )
  fc.assert(fc.property(kept, (value) => metadataValue(metadataText(value)) === value))
})
