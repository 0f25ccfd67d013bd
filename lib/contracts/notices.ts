import type { z } from 'zod'
import { isOwnUuid } from './fields.ts'
import { keyFindings } from './notice-types/findings.ts'
import { keyChanges } from './notice-types/keys.ts'
import { organizationNotices } from './notice-types/organization.ts'
import { policyNotices } from './notice-types/policy.ts'
import type { NoticeType } from './notice-types/type.ts'

/*
 * What people and webhooks are told of: one entry a type. Most are what the audit log tells, and are taken from there; the others a
 * job finds. The schema of a type's data says all that leaves the house of it: whatever an audit event holds besides stays there.
 */

export const noticeTypes = {
  ...keyChanges,
  ...keyFindings,
  ...policyNotices,
  ...organizationNotices,
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
