/** A vocabulary that an organization can take over whole: permissions, roles for keys, and what the rungs of the ladder add. */
export interface Preset {
  /** Lower case; what the portal and the command line call it. */
  name: string
  title: string
  /** One sentence on what it is for. */
  about: string
  /** Names of the organization's own permissions, each with what it means. Built-in ones are in every catalogue and not listed. */
  permissions: Readonly<Record<string, string>>
  roles: readonly { name: string; description: string; permissions: readonly string[] }[]
  levels: readonly { level: number; name: string; description: string; adds: readonly string[] }[]
}

/** What an organization lacks of a preset; all empty where it has the whole of it. */
export interface Missing {
  permissions: { name: string; description: string }[]
  /** Permissions that a role lacks; all of them where there is no such role yet. */
  roles: { name: string; description: string; isNew: boolean; permissions: string[] }[]
  levels: { level: number; name: string; description: string; isNew: boolean; permissions: string[] }[]
}

export const isNothing = ({ permissions, roles, levels }: Missing): boolean =>
  permissions.length === 0 && roles.length === 0 && levels.length === 0
