import { z } from 'zod'
import { commaList, cursor, flag, instant, limit, uuid } from './fields.ts'
import { keyFacts } from './notice-types/type.ts'
import { noticeNames } from './notices.ts'
import { operation, type Right } from './operation.ts'

/* A person's inbox in an organization, and what of it goes out by mail. */

const person: Right = { kind: 'person' }

/** How far the unread are counted. */
export const countedUnread = 100

/** Days that a notice is kept. */
export const keptNoticeDays = 90

const noticeName = z.enum(noticeNames)

export const inboxNotice = z.object({
  id: uuid,
  type: z.string().max(60),
  title: z.string().max(60),
  text: z.string().max(4000).describe('What happened, in a sentence'),
  at: instant.describe('When it happened'),
  key: keyFacts.key.nullable().describe('The key it is about, as it was then'),
  project: keyFacts.project.nullable(),
  place: z.string().max(200).nullable().describe('The page of the portal that it leads to'),
  urgent: z.boolean().describe('Somebody may be where they ought not to be'),
  readAt: instant.nullable(),
})
export type InboxNotice = z.infer<typeof inboxNotice>

export const listNotices = operation({
  id: 'listNotices',
  method: 'GET',
  path: '/api/v1/notices',
  tag: 'Notices',
  summary: 'List one’s notices',
  description: `What one was told of in this organization, the latest first. Notices are kept for ${keptNoticeDays} days.`,
  query: z.strictObject({
    cursor: cursor.optional(),
    limit,
    unread: flag.optional().describe('true: only what is unread; false: only what is read'),
    type: commaList(noticeName, noticeNames.length).optional(),
  }),
  reply: z.object({ items: z.array(inboxNotice).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right: person,
})

export const countUnreadNotices = operation({
  id: 'countUnreadNotices',
  method: 'GET',
  path: '/api/v1/notices/unread',
  tag: 'Notices',
  summary: 'Count one’s unread notices',
  reply: z.object({
    count: z.int().min(0).max(countedUnread),
    more: z.boolean().describe('There are more than were counted'),
  }),
  status: 200,
  right: person,
})

export const markNotice = operation({
  id: 'markNotice',
  method: 'PATCH',
  path: '/api/v1/notices/{noticeId}',
  tag: 'Notices',
  summary: 'Mark a notice as read or unread',
  params: z.strictObject({ noticeId: uuid }),
  body: z.strictObject({ read: z.boolean() }),
  reply: inboxNotice,
  status: 200,
  right: person,
  errors: ['not_found'],
})

export const markAllNotices = operation({
  id: 'markAllNotices',
  method: 'POST',
  path: '/api/v1/notices/read',
  tag: 'Notices',
  summary: 'Mark all notices as read',
  body: z.strictObject({
    upTo: uuid.optional().describe('The latest notice that one has seen; what came after it stays unread'),
    type: z.array(noticeName).min(1).max(noticeNames.length).optional(),
  }),
  reply: z.object({ marked: z.int().min(0) }),
  status: 200,
  right: person,
  errors: ['not_found'],
})

const preferences = z.object({
  mailIsOn: z
    .boolean()
    .describe('Whether the server has a mail server. Where it has none, nothing goes out by mail'),
  email: z.string().max(254).describe('Where mail goes'),
  items: z
    .array(
      z.object({
        type: noticeName,
        title: z.string().max(60),
        mail: z.boolean(),
        usual: z.boolean().describe('What counts while one has not chosen'),
      }),
    )
    .max(200),
})
export type NoticePreferences = z.infer<typeof preferences>

export const getNoticePreferences = operation({
  id: 'getNoticePreferences',
  method: 'GET',
  path: '/api/v1/notice-preferences',
  tag: 'Notices',
  summary: 'Get what goes out by mail',
  description: 'One’s own choice, in this organization. The inbox has every notice whatever is chosen.',
  reply: preferences,
  status: 200,
  right: person,
})

export const updateNoticePreferences = operation({
  id: 'updateNoticePreferences',
  method: 'PATCH',
  path: '/api/v1/notice-preferences',
  tag: 'Notices',
  summary: 'Choose what goes out by mail',
  description: 'Types that are not named stay as they are.',
  body: z.strictObject({
    mail: z
      .partialRecord(noticeName, z.boolean())
      .refine((chosen) => Object.keys(chosen).length > 0, 'Name at least one type'),
  }),
  reply: preferences,
  status: 200,
  right: person,
})
