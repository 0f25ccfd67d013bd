import { expect, test } from 'vitest'
import { siphash } from './siphash.ts'

/**
 * What OpenSSL gives for the bytes 0, 1, 2 … so many:
 * `openssl mac -macopt hexkey:000102…0f -macopt size:16 -macopt c-rounds:1 -macopt d-rounds:3 SIPHASH`.
 */
const vectors: readonly (readonly [number, string])[] = [
  [0, 'e77ebcb22788a5befd62db6add303001'],
  [1, 'fc6f370460d3eda85e0573cc2b2ff063'],
  [2, '75787f090569839b855bc9548c6aea95'],
  [7, '1084b923f2aae0c3a62f2ec80848ab77'],
  [8, 'aa12fee1d5e3dab4724f16ab35f9c799'],
  [9, '81ddb8042cf33994f4720e0094137c42'],
  [16, 'd0a8d95715518eebb513b0f83d9e1793'],
  [49, '491573cfd72bb4682b7ca5880e1c8d6f'],
  [52, '1409186ab42231fedee18162cf1cb4ca'],
  [64, '1253def24b4aa5364ec8a759ba6a66c2'],
  [255, 'f528a4c10a2158a5f1a465d0aebb3ee9'],
  [300, '3165ead62761c51719819dcf73cd572b'],
]

const counting = (length: number) => Buffer.from(Array.from({ length }, (_, at) => at & 255))
const hex = (units: string) => Buffer.from(units, 'utf16le').toString('hex')

test.each(vectors)('of %i bytes it is what the reference gives', (length, expected) => {
  expect(hex(siphash(counting(16))(counting(length).toString('latin1')))).toBe(expected)
})

test('another key gives another value, and so does any other text', () => {
  const [one, other] = [siphash(counting(16)), siphash(counting(32).subarray(16))]
  expect(one('lw_a')).not.toBe(other('lw_a'))
  const texts = [
    'w\0',
    '\u0177',
    '',
    '\0',
    '\0\0',
    'a',
    'a\0',
    '\0a',
    'lw_a',
    'lw_b',
    'lw_a\0',
    'ｌw_a',
    '\ud800',
    '\udc00',
  ]
  expect(new Set(texts.map(one)).size).toBe(texts.length)
})
