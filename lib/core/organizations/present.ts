interface OrganizationRow {
  id: string
  name: string
  createdAt: Date
  updatedAt: Date
}

/** An organization as the contract shows it. */
export function presentOrganization({ id, name, createdAt, updatedAt }: OrganizationRow) {
  return { id, name, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}
