import type { Audience } from '#lib/contracts/notice-types/type.ts'
import { type NoticeName, noticeNames, noticeTypes } from '#lib/contracts/notices.ts'
import type { Tx } from '../transaction.ts'
import { audienceOf } from './audience.ts'
import type { NoticedKey } from './facts.ts'
import { type NewNotice, tell } from './tell.ts'

/** An event of the audit log, as a notice is made of it. */
export interface LoggedEvent {
  id: string
  organizationId: string
  seq: bigint
  at: Date
  actorType: 'user' | 'key' | 'system'
  actorId: string | null
  actorName: string
  action: string
  targetType: string
  targetId: string
  targetName: string
  projectId: string | null
  detail: Record<string, unknown>
}

const typeOf = new Map<string, NoticeName>(
  noticeNames.flatMap((name) => {
    const { action } = noticeTypes[name]
    return action === null ? [] : [[action, name]]
  }),
)

/** The type of notice that tells of an action; undefined where none does. */
export const typeOfAction = (action: string): NoticeName | undefined => typeOf.get(action)

/**
 * Tells of an event, where there is a notice for its action.
 * @param keys what is known of the keys that events are about
 */
export async function tellOfEvent(
  tx: Tx,
  event: LoggedEvent,
  keys: ReadonlyMap<string, NoticedKey>,
): Promise<void> {
  const name = typeOfAction(event.action)
  if (!name) return
  const key = event.targetType === 'key' ? keys.get(event.targetId) : undefined
  // With its project, all that could be told of a key is gone.
  if (event.targetType === 'key' && !key) return
  const { organizationId, projectId, detail, at, id: subject } = event
  const type: { to: Audience; from?: (told: object & TypeInput) => object } = noticeTypes[name]
  const told = { target: { id: event.targetId, name: event.targetName }, detail }
  const data = {
    ...key?.facts,
    ...(type.from ? type.from(told) : detail),
    actor: { type: event.actorType, id: event.actorId, name: event.actorName },
  }
  const recipients = await audienceOf(tx.db, {
    organizationId,
    projectId: key?.projectId ?? projectId,
    to: type.to,
    named: namedBy(type.to, event, key, data),
    except: event.actorType === 'user' ? event.actorId : null,
  })
  await tell(tx, {
    organizationId,
    type: name,
    subject,
    projectId: key?.projectId ?? projectId,
    keyId: key ? event.targetId : null,
    at,
    data: data as unknown as NewNotice['data'],
    recipients,
  })
}

type TypeInput = { target: { id: string; name: string }; detail: Record<string, unknown> }

type Named = { id: string } | null

/** The people and service accounts whom an event concerns. */
function namedBy(to: Audience, event: LoggedEvent, key: NoticedKey | undefined, data: object): string[] {
  // Whoever asked for something is told what came of it, whatever it was about.
  if (to === 'member') return ['requester' in data ? (data.requester as { id: string }).id : event.targetId]
  if (to === 'governors' || !key) return []
  // Who owned it then, where the event says so, and who did before.
  const { owner, previousOwner } = data as { owner?: Named; previousOwner?: Named }
  return [owner?.id ?? key.ownerId, ...(previousOwner ? [previousOwner.id] : [])]
}
