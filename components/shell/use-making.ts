import { mayCreate, useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { getEffectivePolicy, getPolicy } from '#lib/contracts/policies.ts'
import { makingRefusal } from './making.ts'

/** What a screen offers of the making of keys. */
export interface OfferedMaking {
  /** The person's role makes keys. */
  offered: boolean
  /** Why the policy has the person make none where they look, in a sentence, or null. */
  refusal: string | null
}

/** Whether the person makes keys in the project that is looked at, or where it is all of them, in the organization. */
export function useMaking(): OfferedMaking {
  const me = useMe()
  const offered = mayCreate(me.data)
  const project = me.data?.project?.id ?? ''
  const scopeId = me.data?.organization?.id ?? ''
  const asks = offered && scopeId !== '' && (me.data?.permissions.includes('policy:read') ?? false)
  const effective = useOperation(getEffectivePolicy, { project }, { enabled: asks && project !== '' }).data
  const organization = useOperation(getPolicy, { scopeId }, { enabled: asks && project === '' }).data
  const role = me.data?.role ?? null
  return { offered, refusal: offered ? makingRefusal({ effective, organization, role }) : null }
}
