const keyId = '0193b0f4-5c1e-7a42-9f3d-2b6c8e01d7a5'

const notice = {
  id: '0193b0fa-3d71-7c02-9e54-8a1f6b0c2d93',
  type: 'key.expiring',
  title: 'Key expires soon',
  text: 'The key “Checkout service” expires in 7 days, on 2026-11-28 at 09:30 UTC. It was last used on 2026-11-21 at 09:29 UTC.',
  at: '2026-11-21T09:30:00.000Z',
  key: { id: keyId, name: 'Checkout service', mask: 'lw_8sQm…Zx0P', generation: 2 },
  project: { id: '0193b0f1-0b77-7c19-8a55-61f0c4d9e382', name: 'Payments, live' },
  place: `/keys/${keyId}`,
  urgent: false,
  readAt: null,
}
const created = { type: 'key.created', title: 'Key made', mail: true, usual: true }
const updated = { type: 'key.updated', title: 'Key changed', mail: false, usual: false }
const preferences = { mailIsOn: true, email: 'ada@northwind.example', items: [created, updated] }

/** Of the inbox. */
export const noticeExamples = {
  listNotices: { query: { unread: 'true' }, reply: { items: [notice], nextCursor: null } },
  countUnreadNotices: { reply: { count: 3, more: false } },
  markNotice: { body: { read: true }, reply: { ...notice, readAt: '2026-11-21T09:42:10.000Z' } },
  markAllNotices: { body: { upTo: notice.id }, reply: { marked: 3 } },
  getNoticePreferences: { reply: preferences },
  updateNoticePreferences: {
    body: { mail: { 'key.updated': true } },
    reply: { ...preferences, items: [created, { ...updated, mail: true }] },
  },
}
