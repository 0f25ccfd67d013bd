import { randomBytes } from 'node:crypto'
import { format as formatted, inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pepper } from '#lib/secrets.ts'
import { base62 } from './base62.ts'
import { mask } from './mask.ts'
import { leakedKeyPattern, native } from './native.ts'
import { makeRing } from './ring.ts'

const pepper = (version: number): Pepper => ({ version, key: randomBytes(32) })
const first = pepper(1)
const second = pepper(2)
const ring = makeRing({ current: first, retired: [] })

const alphanumeric = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']
const prefixes = fc
  .array(fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('_'))
  .filter((prefix) => prefix.length >= 2)

describe('a native secret', () => {
  it('is its prefix, 43 digits of secret and 6 of checksum, and is recognized', () => {
    fc.assert(
      fc.property(prefixes, (prefix) => {
        const characters = ring.mint(prefix).secret.reveal()
        expect(characters.startsWith(`${prefix}_`)).toBe(true)
        expect(characters).toHaveLength(prefix.length + 1 + 43 + 6)
        expect(ring.wellFormed(characters)).toBe(true)
      }),
    )
  })

  it('is refused, without a look-up, after any change of one character', () => {
    const characters = ring.mint('lw_live').secret.reveal()
    for (let at = 0; at < characters.length; at += 1)
      for (const other of [...alphanumeric, '_', '-', ' ', 'é'])
        if (other !== characters[at])
          expect(ring.wellFormed(characters.slice(0, at) + other + characters.slice(at + 1))).toBe(false)
  })

  it('is refused with a character more, a character less, or two exchanged', () => {
    fc.assert(
      fc.property(prefixes, fc.nat(), fc.constantFrom(...alphanumeric), (prefix, place, extra) => {
        const characters = ring.mint(prefix).secret.reveal()
        const at = place % characters.length
        expect(ring.wellFormed(characters.slice(0, at) + characters.slice(at + 1))).toBe(false)
        expect(ring.wellFormed(characters.slice(0, at) + extra + characters.slice(at))).toBe(false)
        const [one, two] = [characters[at], characters[at + 1]]
        if (one && two && one !== two)
          expect(ring.wellFormed(characters.slice(0, at) + two + one + characters.slice(at + 2))).toBe(false)
      }),
    )
  })

  it('cannot be forged by who knows the format but no pepper', () => {
    const forger = makeRing({ current: pepper(1), retired: [] })
    for (let round = 0; round < 200; round += 1)
      expect(ring.wellFormed(forger.mint('lw').secret.reveal())).toBe(false)
  })

  it('never comes twice', () => {
    const made = new Set(Array.from({ length: 2000 }, () => ring.mint('lw').secret.reveal()))
    expect(made.size).toBe(2000)
  })

  it('is not made for a prefix that a project cannot have', () => {
    for (const prefix of ['', 'Lw', '_lw', 'lw_', 'l__w', '1lw', 'lw-live'])
      expect(() => ring.mint(prefix), prefix).toThrow(RangeError)
  })

  it('keeps working through a rotation of the pepper, and stops when its pepper leaves the ring', () => {
    const old = ring.mint('lw')
    const characters = old.secret.reveal()
    const rotated = makeRing({ current: second, retired: [first] })
    expect(rotated.wellFormed(characters)).toBe(true)
    expect(rotated.digests(characters).map((one) => one.pepperVersion)).toEqual([2, 1])
    expect(rotated.digests(characters)[1]?.digest).toEqual(old.digest)
    expect(rotated.mint('lw').pepperVersion).toBe(2)

    const forgotten = makeRing({ current: second, retired: [] })
    expect(forgotten.wellFormed(characters)).toBe(false)
    expect(forgotten.digests(characters).some((one) => one.digest.equals(old.digest))).toBe(false)
  })

  it('is found in code by the pattern, whole and alone', () => {
    fc.assert(
      fc.property(prefixes, fc.constantFrom('"', ' ', '=', ':', '\n', '/', ''), (prefix, around) => {
        const characters = ring.mint(prefix).secret.reveal()
        const found = `curl${around || ' '}${characters}${around} -s`.match(leakedKeyPattern)
        expect(found).toEqual([characters])
      }),
    )
    expect('a_plain_identifier and 5d41402abc4b2a76b9719d911017c592'.match(leakedKeyPattern)).toBeNull()
  })
})

describe('the pattern for leaked keys', () => {
  it('reads a megabyte of the worst text in under a second', () => {
    const started = performance.now()
    for (const unit of ['a_', 'a', '_', 'a1_b2', `${'a'.repeat(60)}_`]) {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length))
      expect(text.match(leakedKeyPattern)).toBeNull()
    }
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('any presented string', () => {
  it('is examined without an error and, unless minted, refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (presented) => {
        expect(ring.wellFormed(presented)).toBe(false)
        expect(ring.digests(presented)[0]?.digest).toHaveLength(32)
      }),
    )
  })
})

/** What each contract says of its keys. */
const vendorShapes = {
  dadosfera: { shape: /^ddf_[A-Za-z0-9+/]{43}=$/, length: 48, shown: 9 },
  trackgenesis: { shape: /^0198c0de-0000-7000-8000-000000000000[a-z0-9]{30}$/, length: 66, shown: 4 },
  freesewing: { shape: /^[0-9a-f]{64}$/, length: 64, shown: 4 },
  vertesia: { shape: /^sk-[0-9A-Za-z]{49}$/, length: 52, shown: 7 },
} as const

describe.each(Object.entries(vendorShapes))(
  'a secret in the format of %s',
  (name, { shape, length, shown }) => {
    const format = name as keyof typeof vendorShapes
    const of = { prefix: 'lw', keyId: '0198c0de-0000-7000-8000-000000000000' }

    it('is as its contract says, goes to the look-up, and no two are alike', () => {
      const made = Array.from({ length: 200 }, () => ring.mintIn(format, of))
      for (const minted of made) {
        const characters = minted.secret.reveal()
        expect(characters).toMatch(shape)
        expect(characters).toHaveLength(length)
        expect(minted).toMatchObject({ format, pepperVersion: 1, last: characters.slice(-4) })
        expect(minted.start).toHaveLength(shown)
        expect(characters).toContain(minted.start)
        expect(ring.wellFormed(characters)).toBe(true)
        expect(ring.digests(characters)[0]?.digest).toEqual(minted.digest)
        expect(ring.wellFormed(characters.slice(0, -1))).toBe(false)
        expect(ring.wellFormed(`${characters}a`)).toBe(false)
        expect(ring.wellFormed(`${characters}\n`)).toBe(false)
      }
      expect(new Set(made.map(({ secret }) => secret.reveal())).size).toBe(200)
    })
  },
)

describe('a secret with a vendor’s prefix and a checksum', () => {
  it('is refused without a look-up where a character is wrong, and under another pepper', () => {
    const { secret } = ring.mintIn('vertesia', { prefix: 'lw', keyId: '' })
    const characters = secret.reveal()
    for (const at of characters.slice(3).split('').keys()) {
      const other = characters[at + 3] === 'x' ? 'y' : 'x'
      expect(ring.wellFormed(characters.slice(0, at + 3) + other + characters.slice(at + 4))).toBe(false)
    }
    expect(makeRing({ current: pepper(1), retired: [] }).wellFormed(characters)).toBe(false)
  })

  it('is not made by a ring that lacks the format', () => {
    const bare = makeRing({ current: first, retired: [] }, [native])
    expect(() => bare.mintIn('vertesia', { prefix: 'lw', keyId: '' })).toThrow(RangeError)
  })
})

describe('the mask', () => {
  it('shows the prefix, four characters of the secret and the last four', () => {
    fc.assert(
      fc.property(prefixes, (prefix) => {
        const { secret, start, last } = ring.mint(prefix)
        const characters = secret.reveal()
        expect(start).toBe(characters.slice(0, prefix.length + 5))
        expect(mask(start, last)).toBe(`${start}…${characters.slice(-4)}`)
      }),
    )
  })
})

describe('a Secret', () => {
  it('prints as [secret] wherever it is printed', () => {
    const minted = ring.mint('lw')
    const characters = minted.secret.reveal()
    const hidden = minted.secret
    const printed = [
      String(hidden),
      `${hidden}`,
      `x${hidden}`,
      JSON.stringify(minted),
      JSON.stringify({ deep: [hidden] }),
      inspect(minted, { depth: null, showHidden: true }),
      formatted('%s %o %j', hidden, minted, hidden),
      inspect(new Error('failed', { cause: minted })),
      JSON.stringify(Object.entries(hidden)),
      JSON.stringify(structuredClone({ ...hidden })),
    ]
    for (const text of printed) expect(text).not.toContain(characters)
    expect(String(hidden)).toBe('[secret]')
    expect(JSON.stringify(hidden)).toBe('"[secret]"')
    expect(inspect(hidden)).toBe('[secret]')
  })
})

describe('base 62', () => {
  const value = (digits: string) =>
    [...digits].reduce((sum, digit) => sum * 62n + BigInt(alphanumeric.indexOf(digit)), 0n)

  it('holds every 256-bit number exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (number) => {
        expect(value(base62(number, 43))).toBe(number)
      }),
    )
  })

  it('refuses a number that does not fit rather than cut it', () => {
    expect(() => base62(62n ** 6n, 6)).toThrow(RangeError)
    expect(() => base62(-1n, 6)).toThrow(RangeError)
  })
})
