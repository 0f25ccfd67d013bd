interface OrganizationRow {
  id: string
  name: string
  staleSeconds: number
  retiredSecretUse: 'tell' | 'revoke'
  createdAt: Date
  updatedAt: Date
}

/** An organization as the contract shows it. */
export function presentOrganization(row: OrganizationRow) {
  const { id, name, staleSeconds, retiredSecretUse, createdAt, updatedAt } = row
  return {
    id,
    name,
    staleSeconds,
    retiredSecretUse,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
