import { z } from 'zod'
import { instant } from '../fields.ts'
import { day, days, nameOf, noticeOf, ofKey } from './type.ts'

const address = z
  .string()
  .max(50)
  .nullable()
  .describe('Where the request came from, as the caller of verify said')
const agent = z.string().max(512).nullable()
const from = (ip: string | null) => (ip === null ? 'an address that was not said' : ip)

/** From the most days to the fewest: before its end a key is told of once at each. */
export const expiryDays = [30, 14, 7, 1] as const

/** What is found of a key though nobody did anything to it: the calendar, or who presents it. */
export const keyFindings = {
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
} as const
