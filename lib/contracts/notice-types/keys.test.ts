import { expect, test } from 'vitest'
import { keyChanges, retiredSecretsActor } from './keys.ts'

const id = '018f0000-0000-7000-8000-0000000000ab'
const facts = {
  key: { id, name: 'Checkout', mask: 'lw_a…b', generation: 2 },
  project: { id, name: 'Shop' },
  owner: { type: 'user' as const, id, name: 'Ada' },
}

test('a revocation names who did it, and why', () => {
  const { words } = keyChanges['key.revoked']
  const actor = { type: 'user' as const, id, name: 'Ada' }
  expect(words({ ...facts, actor, reason: 'Found in a log.' })).toBe(
    'Ada revoked the key “Checkout” for good: Found in a log.',
  )
  expect(words({ ...facts, actor })).toBe('Ada revoked the key “Checkout” for good.')
})

test('a revocation that nobody asked for says what it was for, as no person did it', () => {
  const { words } = keyChanges['key.revoked']
  const actor = { type: 'system' as const, id: null, name: retiredSecretsActor }
  expect(words({ ...facts, actor })).toBe(
    'The key “Checkout” was revoked for good, because a retired secret was used.',
  )
  expect(words({ ...facts, actor, reason: 'Its secret 1 was used from 10.0.0.1' })).toBe(
    'The key “Checkout” was revoked for good, because a retired secret was used. Its secret 1 was used from 10.0.0.1.',
  )
  // A person may be called anything.
  expect(words({ ...facts, actor: { type: 'user', id, name: retiredSecretsActor } })).toBe(
    'Retired secrets revoked the key “Checkout” for good.',
  )
})
