import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAllowed, isPublic } from './addresses.ts'

/* Which addresses nothing is sent to, said a second time: by number, and not by the library that the check reads. */

const v4 = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const dotted = (number: number) =>
  [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join('.')

/** From the special-purpose registry of IANA, the multicast and the reserved space. */
const inner = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['168.63.129.16', 32],
] as const
const isInner = (number: number) =>
  inner.some(([base, bits]) => {
    const size = 2 ** (32 - bits)
    return number >= v4(base) && number < v4(base) + size
  })

/** Addresses within, with their edges more often than chance would have them. */
const innerAddress = fc
  .constantFrom(...inner)
  .chain(([base, bits]) =>
    fc.oneof(
      fc.constantFrom(v4(base), v4(base) + 2 ** (32 - bits) - 1),
      fc.integer({ min: v4(base), max: v4(base) + 2 ** (32 - bits) - 1 }),
    ),
  )
const hex = (number: number) => number.toString(16)
/** An IPv4 address as two groups of an IPv6 one. */
const groups = (number: number) => `${hex(number >>> 16)}:${hex(number & 0xffff)}`

describe('an IPv4 address', () => {
  test('of any special range is not public', () => {
    fc.assert(
      fc.property(innerAddress, (number) => !isPublic(dotted(number))),
      { numRuns: 2_000 },
    )
  })

  test('outside all of them is, and no other', () => {
    const any = fc.integer({ min: 0, max: 2 ** 32 - 1 })
    // The library knows three more blocks, which serve the name system and multicast.
    const others = /^(192\.175\.48|192\.31\.196|192\.52\.193)\./
    fc.assert(
      fc.property(
        any,
        (number) => others.test(dotted(number)) || isPublic(dotted(number)) === !isInner(number),
      ),
      { numRuns: 5_000 },
    )
  })

  test('is refused however a URL spells it', () => {
    const octets = (number: number) => dotted(number).split('.').map(Number)
    const part = (value: number, form: number) =>
      form === 0 ? String(value) : form === 1 ? `0x${hex(value)}` : `0${value.toString(8)}`
    const spelling = fc.tuple(
      innerAddress,
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat({ max: 2 }), { minLength: 4, maxLength: 4 }),
    )
    fc.assert(
      fc.property(spelling, ([number, length, forms]) => {
        const [a = 0, b = 0, c = 0, d = 0] = octets(number)
        const values = [[number], [a, number & 0xffffff], [a, b, number & 0xffff], [a, b, c, d]][length - 1]
        const host = values?.map((value, at) => part(value, forms[at] ?? 0)).join('.')
        const { hostname } = new URL(`https://${host}/`)
        expect(hostname).toBe(dotted(number))
        return !isPublic(hostname)
      }),
      { numRuns: 3_000 },
    )
  })

  test.each([
    '0x7f.1',
    '2130706433',
    '127.1',
    '017700000001',
    '0x7f000001',
    '127.0.0.1.',
    '１２７.０.０.１',
    '127。0。0。1',
  ])('loopback as %s is loopback', (host) => {
    expect(isPublic(new URL(`https://${host}/`).hostname.replace(/\.$/, ''))).toBe(false)
  })
})

describe('an IPv6 address', () => {
  const carriers: [string, (number: number) => string][] = [
    ['mapped', (number) => `::ffff:${groups(number)}`],
    ['mapped, with dots', (number) => `::ffff:${dotted(number)}`],
    ['mapped, in full', (number) => `0000:0000:0000:0000:0000:FFFF:${groups(number)}`],
  ]
  test.each(carriers)('that is an IPv4 address, %s, is judged as that', (_, write) => {
    fc.assert(fc.property(innerAddress, (number) => !isPublic(write(number))))
    expect(isPublic(write(v4('8.8.8.8')))).toBe(true)
  })

  const translated: [string, (number: number) => string][] = [
    ['compatible', (number) => `::${groups(number)}`],
    ['translated (RFC 6145)', (number) => `::ffff:0:${groups(number)}`],
    ['NAT64', (number) => `64:ff9b::${groups(number)}`],
    ['NAT64 of one’s own', (number) => `64:ff9b:1::${groups(number)}`],
    ['6to4', (number) => `2002:${groups(number)}::1`],
    ['Teredo', (number) => `2001:0:${groups(number)}::1`],
  ]
  test.each(translated)('that carries an IPv4 address, %s, is never public', (_, write) => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (number) => !isPublic(write(number))))
  })

  test('is public in 2000::/3 alone', () => {
    const group = fc.integer({ min: 0, max: 0xffff })
    fc.assert(
      fc.property(group, fc.array(group, { minLength: 7, maxLength: 7 }), (first, rest) => {
        const text = [first, ...rest].map(hex).join(':')
        return first >= 0x2000 && first <= 0x3fff ? true : !isPublic(text)
      }),
      { numRuns: 3_000 },
    )
  })

  test.each([
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '100::1',
    '2001:db8::1',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '3fff::1',
    '5f00::1',
  ])('of a special range, %s, is not public', (address) => {
    expect(isPublic(address)).toBe(false)
  })

  test.each(['2606:4700::6810:84e5', '2a00:1450:4001:800::200e', '2400:cb00::1'])(
    'such as %s is',
    (address) => {
      expect(isPublic(address)).toBe(true)
    },
  )
})

test.each([
  '',
  'localhost',
  'example.com',
  '1',
  '127.1',
  '0x7f.1',
  '256.1.1.1',
  '1.2.3.4.5',
  ':::',
  '8.8.8.8/32',
])('%j, which is no address as a resolver gives it, is not public', (text) => {
  expect(isPublic(text)).toBe(false)
  expect(isAllowed(text, ['0.0.0.0/0', '::/0'])).toBe(false)
})

test('an address within is allowed where a range of the operator’s has it, and only there', () => {
  const ranges = ['10.20.0.0/16', '127.0.0.1', 'fd00:1::/32']
  for (const address of ['10.20.0.1', '10.20.255.255', '127.0.0.1', '::ffff:127.0.0.1', 'fd00:1::5'])
    expect(isAllowed(address, ranges)).toBe(true)
  for (const address of ['10.21.0.1', '127.0.0.2', '::1', 'fd00:2::5', '169.254.169.254'])
    expect(isAllowed(address, ranges)).toBe(false)
})
