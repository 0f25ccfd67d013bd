import type { CallReply } from '#lib/client/call.ts'
import type { getArchivePreview } from '#lib/contracts/projects.ts'

/** `1 key`, `12 keys`. */
export const keysText = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'key' : 'keys'}`

/** What stops with a project, in a sentence. */
export function archiveWords({ working, used }: CallReply<typeof getArchivePreview>): string {
  if (working === 0) return 'None of its keys works, and it makes no more.'
  const inUse =
    used === 0
      ? 'None was used in the last 7 days.'
      : `${used === 1 ? '1 was' : `${used.toLocaleString('en')} were`} used in the last 7 days: whatever runs with ${used === 1 ? 'it' : 'them'} stops.`
  return `${keysText(working)} ${working === 1 ? 'is' : 'are'} refused at once, on every node. ${inUse}`
}

/** Whether its name is asked before a project is archived: where something runs with its keys, or where that could not be read. */
export const asksName = (stops: CallReply<typeof getArchivePreview> | undefined): boolean =>
  stops === undefined || (stops.working > 0 && stops.used > 0)

/** The keys of a project, as a list of them is addressed once it is looked at. */
export const newKeyHref = (projectId: string) => `/keys?create=1&projectId=${projectId}`
