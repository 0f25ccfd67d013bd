'use client'

import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { leaveFor } from '#lib/client/browser-session.ts'
import { useMe } from '#lib/client/me.ts'
import { useMutate } from '#lib/client/query.ts'
import { leaveOrganization } from '#lib/contracts/members.ts'

/** Asks whoever wants to leave the organization whether they do. */
export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const me = useMe()
  const organization = me.data?.organization
  const others = (me.data?.organizations.length ?? 0) > 1
  const leave = useMutate(leaveOrganization, {
    invalidates: [],
    // What is in memory is of an organization that is no longer theirs.
    onSuccess: () => void leaveFor(others ? '/' : '/sign-in'),
  })
  if (!organization) return null
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Leave ${organization.name}?`}
      consequences={
        others
          ? 'You see nothing of it any more, from now on. You stay signed in to your other organizations. To come back, you need an invitation.'
          : 'You see nothing of it any more, and are signed out everywhere: it is your only organization here. To come back, you need an invitation.'
      }
      confirmLabel="Leave"
      typeName={organization.name}
      busy={leave.isPending || leave.isSuccess}
      error={leave.error?.message ?? null}
      onConfirm={() => leave.mutate({ input: { organizationId: organization.id } })}
    />
  )
}
