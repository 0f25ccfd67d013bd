import type { Me } from '#lib/client/me.ts'
import type { bulkActions } from '#lib/contracts/bulk.ts'
import { holds } from '#lib/contracts/permissions.ts'

interface BulkWords {
  /** `3 keys`: also what is typed to confirm. */
  noun: string
  /** `revoked` */
  verb: string
  question: string
  consequences: string
  confirm: string
  done: string
}

const parts: Record<(typeof bulkActions)[number], { title: string; verb: string; consequences: string }> = {
  enable: { title: 'Enable', verb: 'enabled', consequences: 'They are accepted again at once.' },
  disable: {
    title: 'Disable',
    verb: 'disabled',
    consequences: 'Every service that presents them is refused until somebody enables them again.',
  },
  revoke: {
    title: 'Revoke',
    verb: 'revoked',
    consequences:
      'Every service that presents them is refused as soon as the answer is here, and they can never be used again.',
  },
  transfer: {
    title: 'Transfer',
    verb: 'transferred',
    consequences: 'They work on as they are; the new owner may change, rotate and revoke them.',
  },
  expire: {
    title: 'Set the end of',
    verb: 'changed',
    consequences: 'From then on they are refused, until somebody extends them.',
  },
  narrow: {
    title: 'Narrow',
    verb: 'narrowed',
    consequences:
      'Each keeps exactly the permissions that it used within 90 days, and loses its role and level. A permission counts as used where a service asked for it when it verified the key; what services never ask for looks unused.',
  },
}

/** What the dialog about many keys says. */
export function bulkWords(action: (typeof bulkActions)[number], count: number): BulkWords {
  const { title, verb, consequences } = parts[action]
  const noun = `${count.toLocaleString('en')} ${count === 1 ? 'key' : 'keys'}`
  return {
    noun,
    verb,
    question: `${title} ${noun}?`,
    consequences,
    confirm: `${title} ${noun}`,
    done: `${noun} ${verb}`,
  }
}

/** What this person may do to many keys, in order; empty where it is nothing. */
export function offeredActions(me: Me | undefined): readonly (typeof bulkActions)[number][] {
  const held = new Set(me?.permissions)
  return [
    ...(holds(held, 'api_key:update:own') ? (['enable', 'disable', 'expire', 'narrow'] as const) : []),
    ...(held.has('api_key:update:any') ? (['transfer'] as const) : []),
    ...(holds(held, 'api_key:delete:own') ? (['revoke'] as const) : []),
  ]
}
