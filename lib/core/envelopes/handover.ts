import type { Handover, HandoverState } from '#lib/contracts/handovers.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { CoreError } from '../errors.ts'
import type { KeyRow } from '../keys/row.ts'

/** What is read of a link: never what is sealed in it. */
export const handoverColumns = {
  id: true,
  organizationId: true,
  keyId: true,
  note: true,
  madeByType: true,
  madeById: true,
  madeByName: true,
  createdAt: true,
  expiresAt: true,
  openedAt: true,
  withdrawnAt: true,
  secret: { select: { generation: true } },
} satisfies Prisma.EnvelopeSelect

export type HandoverRow = Prisma.EnvelopeGetPayload<{ select: typeof handoverColumns }>

/** What became of the key since, that its links do not outlive; null while they are good. */
function endOfKey({ secret }: HandoverRow, key: KeyRow): 'revoked' | 'expired' | 'rotated' | null {
  if (key.revokedAt) return 'revoked'
  if (key.expiresAt && key.expiresAt <= key.now) return 'expired'
  return secret.generation < key.generation ? 'rotated' : null
}

/** The state of a link by the database's now, which `key` was read with. */
export function stateOf(link: HandoverRow, key: KeyRow): HandoverState {
  if (link.openedAt) return 'opened'
  if (link.withdrawnAt) return 'withdrawn'
  if (link.expiresAt <= key.now) return 'expired'
  return endOfKey(link, key) ? 'ended' : 'waiting'
}

/** A link as those are shown it who may read its key. */
export function presentHandover(link: HandoverRow, key: KeyRow): Handover {
  return {
    id: link.id,
    state: stateOf(link, key),
    note: link.note,
    madeBy: { type: link.madeByType, id: link.madeById, name: link.madeByName },
    createdAt: link.createdAt.toISOString(),
    expiresAt: link.expiresAt.toISOString(),
    openedAt: link.openedAt?.toISOString() ?? null,
  }
}

const endings = {
  revoked: 'The key of this link was revoked since. Ask',
  expired: 'The key of this link has ended since. Ask',
  rotated: 'The key of this link has a new secret since, which this link does not hold. Ask',
} as const

/**
 * Refuses a link that opens no more, and says why and what to do; who has the link knows of it anyway.
 * @throws CoreError `gone`
 */
export function requireWaiting(link: HandoverRow, key: KeyRow): void {
  const state = stateOf(link, key)
  if (state === 'waiting') return
  throw new CoreError('gone', whyGone(state, link, key))
}

function whyGone(state: Exclude<HandoverState, 'waiting'>, link: HandoverRow, key: KeyRow): string {
  const maker = link.madeByName
  switch (state) {
    case 'opened':
      return `This link was opened at ${minute(link.openedAt)}, and it opens once. If that was not you, tell ${maker} now, who can have the key rotated; else ask for another link.`
    case 'expired':
      return `This link ended at ${minute(link.expiresAt)}. Ask ${maker} for another.`
    case 'withdrawn':
      return `This link was withdrawn. Ask ${maker} for another.`
    case 'ended':
      return `${endings[endOfKey(link, key) ?? 'rotated']} ${maker} for another.`
  }
}

/** `2026-11-28 09:30 UTC` */
const minute = (instant: Date | null) => `${instant?.toISOString().slice(0, 16).replace('T', ' ')} UTC`
