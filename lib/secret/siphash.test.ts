import { expect, test } from 'vitest'
import { siphash } from './siphash.ts'

/** What OpenSSL gives (`openssl mac -macopt hexkey:000102…0f -macopt size:16 SIPHASH`) for the bytes 0, 1, 2 … so many. */
const vectors: readonly (readonly [number, string])[] = [
  [0, 'a3817f04ba25a8e66df67214c7550293'],
  [2, '8177228da4a45dc7fca38bdef60affe4'],
  [4, 'f88164c12d9c8faf7d0f6e7c7bcd5579'],
  [6, '14eeca338b208613485ea0308fd7a15e'],
  [8, '3b62a9ba6258f5610f83e264f31497b4'],
  [14, '31fcefac66d7de9c7ec7485fe4494902'],
  [16, '6ee2a4ca67b054bbfd3315bf85230577'],
  [52, '2c97325cbd06b36eb2133dd08b3a017c'],
  [62, '5853542321f567a005d547a4f04759bd'],
  [254, '3db8c821494672d1302e445d8aba773c'],
  [256, '67a00304d3834c4612eaee7b5f579acb'],
  [300, 'ce005a406d14b36d5386b5f7a7e1b311'],
]

const counting = (length: number) => Buffer.from(Array.from({ length }, (_, at) => at & 255))
const hex = (units: string) => Buffer.from(units, 'utf16le').toString('hex')

test.each(vectors)('of %i bytes it is what the reference gives', (length, expected) => {
  expect(hex(siphash(counting(16))(counting(length).toString('utf16le')))).toBe(expected)
})

test('another key gives another value, and so does any other text', () => {
  const [one, other] = [siphash(counting(16)), siphash(counting(32).subarray(16))]
  expect(one('lw_a')).not.toBe(other('lw_a'))
  const texts = ['', '\0', '\0\0', 'a', 'a\0', '\0a', 'lw_a', 'lw_b', 'lw_a\0', 'ｌw_a', '\ud800', '\udc00']
  expect(new Set(texts.map(one)).size).toBe(texts.length)
})
