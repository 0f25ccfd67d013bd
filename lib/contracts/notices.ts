import { z } from 'zod'
import { actorRef, owner } from './api-key.ts'
import { instant, isOwnUuid, uuid } from './fields.ts'

/*
 * What people and webhooks are told of: one entry a type. Most are what the audit log tells, and are taken from there; the others a
 * job finds. The schema of a type's data says all that leaves the house of it: whatever an audit event holds besides stays there.
 */

/**
 * Whose inbox a notice lands in. Never that of whoever did it.
 *
 * - `owner`: of the key; for a service account's the member who answers for it, or where there is none those who govern.
 * - `owner-and-governors`: these and every owner and admin.
 * - `governors`: every owner and admin.
 * - `member`: the person whom it is about.
 */
export type Audience = 'owner' | 'owner-and-governors' | 'governors' | 'member'

/** An audit event, as much as a notice is made of. */
export interface Told {
  target: { id: string; name: string }
  detail: Readonly<Record<string, unknown>>
}

interface NoticeType<D extends z.ZodObject = z.ZodObject> {
  /** What happened, as lists, subjects of mails and settings name it. */
  title: string
  to: Audience
  /** The action in the audit log that it tells of; null: a job finds it. */
  action: string | null
  /** What of the event the data is made of, where its detail is not written that way already. */
  from?: (event: Told) => object
  /** Of somebody who ought not to be there, perhaps: goes out by mail at once. */
  urgent?: true
  /** Whether it goes out by mail to those who have not chosen. */
  mail: boolean
  data: D
  /** What happened, in a sentence. */
  words: (data: z.output<D>) => string
}

const noticeOf = <D extends z.ZodObject>(type: NoticeType<D>): NoticeType<D> => type

const name = z.string().max(320)
const actor = actorRef.describe('Who did it')
const address = z
  .string()
  .max(50)
  .nullable()
  .describe('Where the request came from, as the caller of verify said')
const agent = z.string().max(512).nullable()

/** What every notice about a key holds of it, as it was when the notice was written. */
export const keyFacts = {
  key: z.object({
    id: uuid,
    name: z.string().max(100),
    mask: z.string().max(100),
    generation: z.int().min(1),
  }),
  project: z.object({ id: uuid, name: z.string().max(100) }),
  owner,
}
export type KeyFacts = z.output<z.ZodObject<typeof keyFacts>>

const ofKey = <S extends z.ZodRawShape>(shape: S) => z.object({ ...keyFacts, ...shape })
const byActor = <S extends z.ZodRawShape>(shape: S) => z.object({ actor, ...shape })
const ofKeyBy = <S extends z.ZodRawShape>(shape: S) => ofKey({ actor, ...shape })

const nameOf = ({ key }: { key: { name: string } }) => `“${key.name}”`
const from = (ip: string | null) => (ip === null ? 'an address that was not said' : ip)
const day = (at: string) => `${at.slice(0, 10)} at ${at.slice(11, 16)} UTC`
const days = (count: number) => (count === 1 ? 'a day' : `${count} days`)

const role = z.string().max(20)
/** `a member`, `an owner` */
const aRole = (name: string) => `${/^[AO]/.test(name) ? 'an' : 'a'} ${name.toLowerCase()}`
/** A person by whom an event of the log is about: its target is named by the address. */
const memberOf = ({ target, detail }: Told) => ({ ...detail, member: { id: target.id, email: target.name } })
const member = z.object({ id: uuid, email: name })
const requester = z.object({ id: uuid, name: z.string().max(200) }).describe('Who asked')
const listed = (names: readonly string[]) =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')

/** From the most days to the fewest: before its end a key is told of once at each. */
export const expiryDays = [30, 14, 7, 1] as const

export const noticeTypes = {
  'key.created': noticeOf({
    title: 'Key made',
    to: 'owner',
    action: 'key.create',
    mail: true,
    data: ofKeyBy({ expiresAt: instant.nullable() }),
    words: (of) =>
      `${of.actor.name} made the key ${nameOf(of)} for ${of.owner.name}. ${of.expiresAt ? `It works until ${day(of.expiresAt)}.` : 'It never expires.'}`,
  }),
  'key.updated': noticeOf({
    title: 'Key changed',
    to: 'owner',
    action: 'key.update',
    mail: false,
    from: ({ detail }) => ({ fields: Object.keys(detail) }),
    data: ofKeyBy({ fields: z.array(z.string().max(50)).max(50).describe('What of it is different now') }),
    words: (of) =>
      `${of.actor.name} changed the key ${nameOf(of)}: ${of.fields.map((field) => fieldWords[field] ?? field).join(', ')}.`,
  }),
  'key.enabled': noticeOf({
    title: 'Key enabled',
    to: 'owner',
    action: 'key.enable',
    mail: false,
    data: ofKeyBy({}),
    words: (of) => `${of.actor.name} enabled the key ${nameOf(of)}. It works again.`,
  }),
  'key.disabled': noticeOf({
    title: 'Key disabled',
    to: 'owner',
    action: 'key.disable',
    mail: true,
    data: ofKeyBy({}),
    words: (of) =>
      `${of.actor.name} disabled the key ${nameOf(of)}. It is refused until somebody enables it.`,
  }),
  'key.rotated': noticeOf({
    title: 'Key rotated',
    to: 'owner',
    action: 'key.rotate',
    mail: true,
    from: ({ detail }) => ({ oldSecretEnds: detail.graceSeconds === 0 ? null : detail.oldSecretEnds }),
    data: ofKeyBy({ oldSecretEnds: instant.nullish().describe('Until when the secret before works too') }),
    words: (of) =>
      `${of.actor.name} gave the key ${nameOf(of)} a new secret. ${of.oldSecretEnds ? `The one before works until ${day(of.oldSecretEnds)}.` : 'The one before ends with the rotation.'}`,
  }),
  'key.transferred': noticeOf({
    title: 'Key transferred',
    to: 'owner',
    action: 'key.transfer',
    mail: true,
    from: ({ detail }) => ({ previousOwner: fromOf(detail.owner) }),
    data: ofKeyBy({ previousOwner: z.object({ id: uuid, name: z.string().max(200) }).nullable() }),
    words: (of) =>
      `${of.actor.name} gave the key ${nameOf(of)} to ${of.owner.name}${of.previousOwner ? `. It was ${of.previousOwner.name}’s` : ''}.`,
  }),
  'key.revoked': noticeOf({
    title: 'Key revoked',
    to: 'owner',
    action: 'key.revoke',
    mail: true,
    data: ofKeyBy({ reason: z.string().max(500).nullish() }),
    words: (of) =>
      `${of.actor.name} revoked the key ${nameOf(of)} for good${of.reason ? `: ${of.reason}` : ''}`.replace(
        /\.?$/,
        '.',
      ),
  }),
  'key.expiring': noticeOf({
    title: 'Key expires soon',
    to: 'owner',
    action: null,
    mail: true,
    data: ofKey({
      expiresAt: instant,
      days: z.int().min(1).describe('Full days that were left when this was told, or the day that is left'),
      lastUsedAt: instant.nullable(),
    }),
    words: (of) =>
      `The key ${nameOf(of)} expires in ${days(of.days)}, on ${day(of.expiresAt)}. ${of.lastUsedAt ? `It was last used on ${day(of.lastUsedAt)}.` : 'It was never used.'}`,
  }),
  'key.expired': noticeOf({
    title: 'Key expired',
    to: 'owner',
    action: null,
    mail: true,
    data: ofKey({ expiresAt: instant, lastUsedAt: instant.nullable() }),
    words: (of) => `The key ${nameOf(of)} expired on ${day(of.expiresAt)}. It is refused from then on.`,
  }),
  'key.used_after_expiry': noticeOf({
    title: 'Key used after its expiry',
    to: 'owner-and-governors',
    action: null,
    urgent: true,
    mail: true,
    data: ofKey({ expiresAt: instant, ip: address, userAgent: agent }),
    words: (of) =>
      `Somebody at ${from(of.ip)} tries the key ${nameOf(of)}, which expired on ${day(of.expiresAt)}, and is refused.`,
  }),
  'key.used_from_new_address': noticeOf({
    title: 'Key used from a new address',
    to: 'owner-and-governors',
    action: null,
    urgent: true,
    mail: true,
    data: ofKey({ ip: address, userAgent: agent }),
    words: (of) =>
      `The key ${nameOf(of)} was used from ${from(of.ip)}, where it was never used before. If that was none of yours, rotate it.`,
  }),
  'key.retired_secret_used': noticeOf({
    title: 'Retired secret used',
    to: 'owner-and-governors',
    action: null,
    urgent: true,
    mail: true,
    data: ofKey({
      secret: z.object({ mask: z.string().max(100), generation: z.int().min(1), endedAt: instant }),
      ip: address,
      userAgent: agent,
    }),
    words: (of) =>
      `Somebody at ${from(of.ip)} tries secret ${of.secret.generation} of the key ${nameOf(of)} (${of.secret.mask}), which a rotation ended on ${day(of.secret.endedAt)}, and is refused.`,
  }),
  'key.rotation_due': noticeOf({
    title: 'Key due for rotation',
    to: 'owner',
    action: null,
    mail: true,
    data: ofKey({
      secretMadeAt: instant,
      days: z.int().min(1).describe('After so many the policy has a secret rotated'),
    }),
    words: (of) =>
      `The secret of the key ${nameOf(of)} is older than ${days(of.days)}: rotate it. It goes on working until you do.`,
  }),
  'policy.announced': noticeOf({
    title: 'New policy',
    to: 'owner',
    action: null,
    mail: true,
    data: z.object({
      policy: z.object({ scopeId: uuid, name: z.string().max(100).describe('Whose policy it is') }),
      from: instant.describe('Since when it is in force, or will be'),
      days: z.int().min(0).describe('Full days that were left; 0: none'),
      keys: z.int().min(1).describe('Keys of one’s own that break it and are changed or disabled then'),
    }),
    words: (of) =>
      `The policy of ${of.policy.name} ${of.days === 0 ? 'asks' : 'will ask'} more of keys ${of.days === 0 ? 'since' : 'as of'} ${day(of.from)}${of.days === 0 ? '' : ' on'}: ${of.keys === 1 ? 'one of yours breaks it and is' : `${of.keys} of yours break it and are`} changed or disabled then.`,
  }),
  'approval.requested': noticeOf({
    title: 'Approval asked for',
    to: 'governors',
    action: 'approval.request',
    mail: true,
    data: ofKeyBy({
      approval: uuid,
      adds: z.array(z.string().max(100)).max(2000).describe('What the key would come to hold'),
      reason: z.string().max(1000),
    }),
    words: (of) =>
      `${of.actor.name} asks that the key ${nameOf(of)} may do more: ${listed(of.adds)}.${of.reason ? ` “${of.reason}”` : ''}`,
  }),
  'approval.approved': noticeOf({
    title: 'Request approved',
    to: 'member',
    action: 'approval.approve',
    mail: true,
    data: ofKeyBy({ approval: uuid, requester, answer: z.string().max(1000).nullish() }),
    words: (of) =>
      `${of.actor.name} approved what you asked for the key ${nameOf(of)}. It holds it now.${of.answer ? ` “${of.answer}”` : ''}`,
  }),
  'approval.declined': noticeOf({
    title: 'Request declined',
    to: 'member',
    action: 'approval.decline',
    mail: true,
    data: ofKeyBy({ approval: uuid, requester, answer: z.string().max(1000).nullish() }),
    words: (of) =>
      `${of.actor.name} declined what you asked for the key ${nameOf(of)}${of.answer ? `: “${of.answer}”` : ''}. It stays as it is.`,
  }),
  'member.invited': noticeOf({
    title: 'Somebody invited',
    to: 'governors',
    action: 'invitation.create',
    mail: false,
    data: byActor({ email: name.nullable().describe('null: whoever has the link'), role }),
    words: (of) => `${of.actor.name} invited ${of.email ?? 'whoever has a link'} as ${aRole(of.role)}.`,
  }),
  'member.joined': noticeOf({
    title: 'Member joined',
    to: 'governors',
    action: 'invitation.accept',
    mail: false,
    data: byActor({ email: name, role }),
    words: (of) => `${of.actor.name} (${of.email}) joined as ${aRole(of.role)}.`,
  }),
  'member.updated': noticeOf({
    title: 'Role changed',
    to: 'member',
    action: 'member.update',
    mail: true,
    from: (event) => ({ ...memberOf(event), role: toOf(event.detail.role) }),
    data: byActor({
      member,
      role: role.nullable().describe('The new one; null where only projects changed'),
    }),
    words: (of) =>
      of.role
        ? `${of.actor.name} changed the role of ${of.member.email} to ${of.role.toLowerCase()}.`
        : `${of.actor.name} changed which projects ${of.member.email} reaches.`,
  }),
  'member.removed': noticeOf({
    title: 'Member removed',
    to: 'governors',
    action: 'member.remove',
    mail: false,
    from: memberOf,
    data: byActor({ member, role, reason: z.string().max(500).nullish() }),
    words: (of) => `${of.actor.name} removed ${of.member.email}, who was ${aRole(of.role)}.`,
  }),
  'member.left': noticeOf({
    title: 'Member left',
    to: 'governors',
    action: 'member.leave',
    mail: false,
    from: memberOf,
    data: byActor({ member, role }),
    words: (of) => `${of.actor.name} (${of.member.email}) left, and was ${aRole(of.role)}.`,
  }),
  'organization.transferred': noticeOf({
    title: 'Ownership transferred',
    to: 'governors',
    action: 'organization.transfer',
    mail: true,
    from: ({ detail }) => ({ to: detail.to }),
    data: byActor({ to: z.object({ id: uuid, email: name }) }),
    words: (of) => `${of.actor.name} made ${of.to.email} an owner, and is one no more.`,
  }),
  'webhook.disabled': noticeOf({
    title: 'Webhook disabled',
    to: 'governors',
    action: 'webhook.disable',
    mail: true,
    from: ({ target, detail }) => ({ ...detail, webhook: { id: target.id, host: target.name } }),
    data: byActor({
      webhook: z.object({ id: uuid, host: z.string().max(255) }),
      reason: z.enum(['failing', 'gone']),
    }),
    words: (of) =>
      of.reason === 'gone'
        ? `The webhook to ${of.webhook.host} was disabled: its receiver says that it is gone.`
        : `The webhook to ${of.webhook.host} was disabled: for days nothing but failures came of it.`,
  }),
} as const

export type NoticeName = keyof typeof noticeTypes
export type NoticeData<N extends NoticeName> = z.input<(typeof noticeTypes)[N]['data']>

/** Every type there is, in the order in which people are shown them. */
export const noticeNames = Object.keys(noticeTypes) as NoticeName[]

/** A type by its name; null for one of another version. */
export function noticeType(type: string): NoticeType | null {
  return Object.hasOwn(noticeTypes, type) ? (noticeTypes[type as NoticeName] as unknown as NoticeType) : null
}

/** What a notice says. One that this version does not know, or not in this form, is named by its type alone. */
export function noticeWords(type: string, data: unknown): { title: string; text: string } {
  const known = noticeType(type)
  const read = known?.data.safeParse(data)
  if (!known || !read?.success) return { title: known?.title ?? type, text: '' }
  return { title: known.title, text: known.words(read.data) }
}

/** Pages of the portal, by what types begin with, for what is about no key. */
const places: Readonly<Record<string, string>> = {
  member: '/members',
  organization: '/members',
  policy: '/policy',
  webhook: '/webhooks',
}

/** Where in the portal a notice leads: a path; null where there is nothing more to see. */
export function noticePlace(type: string, data: unknown): string | null {
  const { key, webhook } = (data ?? {}) as { key?: { id?: unknown }; webhook?: { id?: unknown } }
  if (isOwnUuid(key?.id)) return `/keys/${key.id}`
  if (isOwnUuid(webhook?.id)) return `/webhooks/${webhook.id}`
  return places[type.slice(0, type.indexOf('.'))] ?? null
}

/** The fields of a key, as a sentence names them. */
const fieldWords: Readonly<Record<string, string>> = {
  expiresAt: 'expiry',
  ipAllowlist: 'address list',
  rateLimits: 'rate limits',
}

/** A change as the audit log has it. */
interface Change {
  from: unknown
  to: unknown
}
const sideOf = (change: unknown, side: keyof Change): unknown =>
  typeof change === 'object' && change !== null && side in change ? (change as Change)[side] : null
const fromOf = (change: unknown) => sideOf(change, 'from')
const toOf = (change: unknown) => sideOf(change, 'to')
