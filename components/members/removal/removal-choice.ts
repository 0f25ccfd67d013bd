import type { Owner } from '#lib/contracts/api-key.ts'
import type { Disposition, RemovalKey, RemovalPreview } from '#lib/contracts/removal.ts'

/** What is to become of a key, as it is being chosen. */
export type Choice =
  | { action: 'transfer'; owner: Owner | null }
  | { action: 'convert' }
  | { action: 'revoke' }

interface Person {
  id: string
  name: string
}

/** A decision in the making. */
export interface RemovalState {
  used: Choice
  idle: Choice
  /** Keys of which another thing is to become, by id. */
  named: ReadonlyMap<string, { key: RemovalKey; choice: Choice }>
  newAccount: { name: string; responsible: Person | null }
  /** Who answers for their service accounts, and for which somebody else does. */
  responsible: Person | null
  accounts: ReadonlyMap<string, Person>
  reason: string
}

/** What is offered first: what works goes on with whoever removes, what nobody uses ends. */
export function firstState(self: Person | null, leaving: Person): RemovalState {
  const heir = self && self.id !== leaving.id ? self : null
  const owner: Owner | null = heir && { type: 'user', id: heir.id, name: heir.name }
  return {
    used: { action: 'transfer', owner },
    idle: { action: 'revoke' },
    named: new Map(),
    newAccount: { name: '', responsible: heir },
    responsible: heir,
    accounts: new Map(),
    reason: '',
  }
}

/** What becomes of one key: what was said of it, else the rule. One that may not be handed on can only be revoked. */
export function choiceFor({ used, idle, named }: RemovalState, key: RemovalKey): Choice {
  if (key.beyond.length > 0) return { action: 'revoke' }
  return named.get(key.id)?.choice ?? (key.used ? used : idle)
}

/** The choices that some key follows. A rule that no key follows asks for nothing. */
export function chosen(state: RemovalState, preview: RemovalPreview): Choice[] {
  return [
    ...(preview.keys.used > 0 ? [state.used] : []),
    ...(preview.keys.idle > 0 ? [state.idle] : []),
    ...[...state.named.values()].map(({ choice }) => choice),
  ]
}

/** Whether a new service account is to get keys. */
export const converts = (state: RemovalState, preview: RemovalPreview): boolean =>
  chosen(state, preview).some(({ action }) => action === 'convert')

function dispositionOf(choice: Choice): Disposition {
  if (choice.action !== 'transfer') return { action: choice.action }
  // Where no key follows the rule, what it says is all the same; a transfer to nobody cannot be said.
  return choice.owner ? { action: 'transfer', ownerId: choice.owner.id } : { action: 'revoke' }
}

/** The decision as it is sent. */
export function decisionOf(state: RemovalState, preview: RemovalPreview, loaded: readonly RemovalKey[]) {
  const convert = converts(state, preview)
  const rule = (choice: Choice, keys: number): Disposition =>
    choice.action === 'convert' && (keys === 0 || !convert) ? { action: 'revoke' } : dispositionOf(choice)
  const beyond = loaded.filter((key) => key.beyond.length > 0)
  const keys = [
    ...[...state.named]
      .filter(([id]) => !beyond.some((key) => key.id === id))
      .map(([keyId, { choice }]) => ({ keyId, disposition: dispositionOf(choice) })),
    ...beyond.map(({ id }) => ({ keyId: id, disposition: { action: 'revoke' as const } })),
  ]
  const { newAccount, responsible } = state
  return {
    used: rule(state.used, preview.keys.used),
    idle: rule(state.idle, preview.keys.idle),
    ...(keys.length > 0 && { keys }),
    ...(convert && {
      newServiceAccount: {
        name: newAccount.name.trim(),
        ...(newAccount.responsible && { responsibleId: newAccount.responsible.id }),
      },
    }),
    ...(responsible && preview.serviceAccounts.length > 0 && { responsibleId: responsible.id }),
    ...(state.accounts.size > 0 && {
      serviceAccounts: [...state.accounts].map(([serviceAccountId, person]) => ({
        serviceAccountId,
        responsibleId: person.id,
      })),
    }),
    ...(state.reason.trim() && { reason: state.reason.trim() }),
  }
}

/** Keys to which the same happens. */
export interface Outcome {
  choice: Choice
  keys: number
  /** How many of them were used in the last 7 days. */
  used: number
  /** Those of them that were looked at. */
  known: readonly RemovalKey[]
}

/** How many keys go which way, by the rules for those that were not looked at one by one. */
export function outcomes(
  state: RemovalState,
  preview: RemovalPreview,
  loaded: readonly RemovalKey[],
): Outcome[] {
  const known = new Map([...state.named.values()].map(({ key }) => [key.id, key]))
  for (const key of loaded) known.set(key.id, key)
  const found = new Map<string, Outcome>()
  const add = (choice: Choice, keys: number, used: number, key: readonly RemovalKey[] = []) => {
    if (keys === 0) return
    const name = choice.action === 'transfer' ? (choice.owner?.id ?? '') : choice.action
    const before = found.get(name)
    if (!before) found.set(name, { choice, keys, used, known: key })
    else
      Object.assign(before, {
        keys: before.keys + keys,
        used: before.used + used,
        known: [...before.known, ...key],
      })
  }
  let { used, idle } = preview.keys
  for (const key of known.values()) {
    add(choiceFor(state, key), 1, key.used ? 1 : 0, [key])
    if (key.used) used -= 1
    else idle -= 1
  }
  // Since the counts were taken a key may have been used for the first time.
  add(state.used, Math.max(0, used), Math.max(0, used))
  add(state.idle, Math.max(0, idle), 0)
  const order = ['transfer', 'convert', 'revoke']
  return [...found.values()].sort(
    (a, b) => order.indexOf(a.choice.action) - order.indexOf(b.choice.action) || b.keys - a.keys,
  )
}
