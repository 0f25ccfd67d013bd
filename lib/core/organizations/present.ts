interface OrganizationRow {
  id: string
  name: string
  staleSeconds: number
  createdAt: Date
  updatedAt: Date
}

/** An organization as the contract shows it. */
export function presentOrganization({ id, name, staleSeconds, createdAt, updatedAt }: OrganizationRow) {
  return {
    id,
    name,
    staleSeconds,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
