import { type NoticeName, noticeNames, noticeTypes } from '#lib/contracts/notices.ts'

/** What types are about, as people are shown it. */
const words: Readonly<Record<string, string>> = {
  key: 'Keys',
  approval: 'Approvals',
  policy: 'Policy',
  member: 'Members',
  organization: 'Organization',
  webhook: 'Webhooks',
}

export interface TypeGroup {
  title: string
  types: readonly { type: NoticeName; title: string }[]
}

const aboutOf = (name: string) => name.slice(0, name.indexOf('.'))

/** Every type, by what it is about, in the order of the contract. */
export const typeGroups: readonly TypeGroup[] = [...new Set(noticeNames.map(aboutOf))].map((about) => ({
  title: words[about] ?? about,
  types: noticeNames
    .filter((name) => aboutOf(name) === about)
    .map((type) => ({ type, title: noticeTypes[type].title })),
}))
