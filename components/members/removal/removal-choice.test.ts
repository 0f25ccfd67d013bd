import { expect, test } from 'vitest'
import type { RemovalKey, RemovalPreview } from '#lib/contracts/removal.ts'
import { choiceFor, decisionOf, firstState, outcomes, type RemovalState } from './removal-choice.ts'
import { accountsProblem, confirmProblem, keysProblem, refusedAt } from './removal-problem.ts'

const ada = { id: 'a', name: 'Ada' }
const mia = { id: 'm', name: 'Mia' }
const preview: RemovalPreview = {
  member: { ...mia, email: 'mia@example.com', role: 'MEMBER' },
  lastOwner: false,
  keys: { used: 3, idle: 5, beyond: 0 },
  calls: 100,
  serviceAccounts: [],
  moreServiceAccounts: 0,
  invitations: 0,
  handovers: 0,
  sessions: 1,
}
const key = (id: string, used: boolean, more: Partial<RemovalKey> = {}): RemovalKey => ({
  id,
  name: `Key ${id}`,
  project: { id: 'p', name: 'Payments' },
  mask: 'lw_…',
  generation: 1,
  status: 'active',
  expiresAt: null,
  lastUsedAt: null,
  traffic: { good: used ? 4 : 0, refused: 0 },
  used,
  gatewayOf: null,
  beyond: [],
  ...more,
})
const first = firstState(ada, mia)
const named = (entries: [RemovalKey, RemovalState['used']][]): RemovalState['named'] =>
  new Map(entries.map(([one, choice]) => [one.id, { key: one, choice }]))

test('what is used goes to whoever removes, and what is idle is revoked, unless something else is chosen', () => {
  expect(decisionOf(first, preview, [])).toEqual({
    used: { action: 'transfer', ownerId: 'a' },
    idle: { action: 'revoke' },
  })
  expect(choiceFor(first, key('1', true))).toEqual(first.used)
  expect(choiceFor(first, key('2', false))).toEqual({ action: 'revoke' })
})

test('whoever leaves by themselves has to choose who gets what', () => {
  const own = firstState(mia, mia)
  expect(keysProblem(own, preview)).toMatchObject({ text: 'Choose who gets the keys that are transferred.' })
  const without = { ...preview, keys: { used: 0, idle: 0, beyond: 0 } }
  expect(keysProblem(own, without)).toBeNull()
  expect(decisionOf(own, without, [])).toEqual({ used: { action: 'revoke' }, idle: { action: 'revoke' } })
})

test('a new service account needs a name and somebody who answers for it, and is sent only where keys go to it', () => {
  const convert = { ...first, idle: { action: 'convert' as const } }
  expect(keysProblem(convert, preview)).toEqual({ text: 'Name the new service account.', field: 'name' })
  const whole = { ...convert, newAccount: { name: ' Jobs ', responsible: ada } }
  expect(keysProblem(whole, preview)).toBeNull()
  expect(decisionOf(whole, preview, [])).toMatchObject({
    idle: { action: 'convert' },
    newServiceAccount: { name: 'Jobs', responsibleId: 'a' },
  })
  const idleless = { ...preview, keys: { used: 3, idle: 0, beyond: 0 } }
  expect(decisionOf(whole, idleless, [])).toEqual({
    used: { action: 'transfer', ownerId: 'a' },
    idle: { action: 'revoke' },
  })
})

test('a key that may not be handed on is revoked, whatever the rule says and whatever was chosen', () => {
  const bound = key('1', true, { beyond: ['organization:update'] })
  const state = { ...first, named: named([[bound, { action: 'convert' }]]) }
  expect(choiceFor(state, bound)).toEqual({ action: 'revoke' })
  expect(
    decisionOf({ ...state, newAccount: { name: 'Jobs', responsible: ada } }, preview, [bound]).keys,
  ).toEqual([{ keyId: '1', disposition: { action: 'revoke' } }])
})

test('the sum counts what was looked at by itself, and the rest by the rules', () => {
  const state = {
    ...first,
    named: named([
      [key('1', true), { action: 'revoke' }],
      [key('2', false), { action: 'convert' }],
    ]),
  }
  expect(outcomes(state, preview, [key('1', true), key('3', false)])).toEqual([
    { choice: first.used, keys: 2, used: 2, known: [] },
    { choice: { action: 'convert' }, keys: 1, used: 0, known: [key('2', false)] },
    { choice: { action: 'revoke' }, keys: 5, used: 1, known: [key('1', true), key('3', false)] },
  ])
})

test('each service account in use needs somebody who answers for it', () => {
  const owning = {
    ...preview,
    serviceAccounts: [
      { id: 's', name: 'Nightly', archived: false },
      { id: 'o', name: 'Old', archived: true },
    ],
  }
  const none = { ...first, responsible: null }
  expect(accountsProblem(none, owning)).toEqual({
    text: 'Choose who answers for “Nightly”.',
    field: 'accounts',
  })
  expect(accountsProblem({ ...none, accounts: new Map([['s', ada]]) }, owning)).toBeNull()
  expect(accountsProblem(first, owning)).toBeNull()
  expect(decisionOf(first, owning, [])).toMatchObject({ responsibleId: 'a' })
  expect(decisionOf({ ...none, accounts: new Map([['s', ada]]) }, owning, []).serviceAccounts).toEqual([
    { serviceAccountId: 's', responsibleId: 'a' },
  ])
})

test('the address that confirms is the same in capitals, and no other', () => {
  expect(confirmProblem(' MIA@Example.com ', 'mia@example.com')).toBeNull()
  expect(confirmProblem('mia@example.co', 'mia@example.com')).toEqual({
    text: 'Type mia@example.com to confirm.',
    field: 'confirm',
  })
})

test('what the server refuses is of the step, and the field, in which it was said', () => {
  const at = (path: string) => refusedAt([{ path }])
  expect(at('newServiceAccount.name')).toEqual({ step: 'keys', field: 'name' })
  expect(at('newServiceAccount.responsibleId')).toEqual({ step: 'keys', field: 'responsible' })
  expect(at('keys.3.disposition.ownerId')).toEqual({ step: 'keys', field: null })
  expect(at('serviceAccounts.0.responsibleId')).toEqual({ step: 'accounts', field: null })
  expect(at('responsibleId')).toEqual({ step: 'accounts', field: 'accounts' })
  expect(at('reason')).toBeNull()
  expect(refusedAt([])).toBeNull()
})
