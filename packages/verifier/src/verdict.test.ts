import { expect, expectTypeOf, test } from 'vitest'
import type { TokenClaims, TokenVerdict } from './tokens.ts'
import type { InvalidVerdict, ValidVerdict, Verdict, VerifiedKey } from './verdict.ts'
import { readVerdict } from './verdict.ts'

/* The types are checked by the compiler, with the whole project. */

test('a verdict has a key only once it is known to be valid', () => {
  expectTypeOf<Verdict>().not.toHaveProperty('key')
  expectTypeOf<InvalidVerdict>().not.toHaveProperty('key')
  expectTypeOf<ValidVerdict['key']>().toEqualTypeOf<VerifiedKey>()
  expectTypeOf<Extract<Verdict, { valid: true }>>().toEqualTypeOf<ValidVerdict>()
  expect(readVerdict({ valid: false, code: 'REVOKED', key: { id: 'key-1' } })).not.toHaveProperty('key')
})

test('a token’s verdict has claims only once it is known to be valid', () => {
  expectTypeOf<TokenVerdict>().not.toHaveProperty('claims')
  expectTypeOf<Extract<TokenVerdict, { valid: true }>['claims']>().toEqualTypeOf<TokenClaims>()
})
