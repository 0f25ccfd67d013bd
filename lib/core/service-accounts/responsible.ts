import { requireOrganization, selfAsOwner } from '../authorize.ts'
import { invalidField } from '../errors.ts'
import type { Tx } from '../transaction.ts'

export interface Responsible {
  id: string
  name: string
}

/**
 * Who is to answer for a service account: the member named, else the person who acts or whose key acts. Their membership is held
 * until the commit, so that nobody is removed at the same time and still named.
 * @throws CoreError `invalid` for who is no member, and where nobody is named and it is nobody's key
 */
export async function holdResponsible(tx: Tx, named: string | undefined): Promise<Responsible> {
  const id = named ?? selfAsOwner(tx)?.userId
  if (!id) throw invalidField('responsibleId', 'Say which member answers for it')
  const [member] = await tx.db.$queryRaw<Responsible[]>`
    SELECT u.id, u.name FROM membership m JOIN "user" u ON u.id = m.user_id
    WHERE m.user_id = ${id}::uuid AND m.organization_id = ${requireOrganization(tx)}::uuid FOR KEY SHARE OF m`
  if (!member) throw invalidField('responsibleId', 'No member of the organization has this id')
  return member
}
