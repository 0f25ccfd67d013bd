import type { Approval } from '#lib/contracts/approvals.ts'

/** What a key is to get, as it was asked: `billing:write, the role writer, level 3`. */
export function wantedText({ permissions, role, level }: Approval['wanted']): string {
  const parts = [
    ...permissions,
    ...(role ? [`the role ${role.name}`] : []),
    ...(level === null ? [] : [`level ${level}`]),
  ]
  return parts.join(', ')
}
