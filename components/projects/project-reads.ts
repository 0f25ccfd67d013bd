import { getMe } from '#lib/contracts/account.ts'
import { getKey, listKeys, summarizeKeys } from '#lib/contracts/keys.ts'
import { getArchivePreview, getProject, listProjects, previewProject } from '#lib/contracts/projects.ts'

/** What shows a project, and is stale once one was made or changed. */
export const projectReads = [listProjects, getProject, getMe] as const

/** And what shows its keys, where they are not what they were. */
export const projectAndKeyReads = [
  ...projectReads,
  previewProject,
  getArchivePreview,
  listKeys,
  getKey,
  summarizeKeys,
] as const
