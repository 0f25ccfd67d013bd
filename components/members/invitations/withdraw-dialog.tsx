'use client'

import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import { type Invitation, listInvitations, withdrawInvitation } from '#lib/contracts/invitations.ts'
import { listMembers } from '#lib/contracts/members.ts'
import { roleWords } from '../role-words.ts'
import { invitedName } from './invitation-words.ts'

interface WithdrawDialogProps {
  invitation: Invitation
  onClose: () => void
}

/** Asks before an invitation is withdrawn. */
export function WithdrawDialog({ invitation, onClose }: WithdrawDialogProps) {
  const withdraw = useMutate(withdrawInvitation, {
    invalidates: [listInvitations, listMembers],
    onSuccess: ({ state, acceptedBy }) => {
      onClose()
      if (state === 'accepted')
        toast.warning('The invitation was accepted before it could be withdrawn', {
          description: `${acceptedBy?.name ?? 'Somebody'} is a member now. To undo it, remove them.`,
        })
      else toast.success('The invitation is withdrawn')
    },
  })
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={
        invitation.email ? `Withdraw the invitation of ${invitedName(invitation)}?` : 'Withdraw this link?'
      }
      consequences={`Its link opens nothing any more: whoever follows it cannot join as ${roleWords[invitation.role].name.toLowerCase()}. To invite them after all, make another invitation.`}
      confirmLabel="Withdraw"
      busy={withdraw.isPending}
      error={withdraw.error?.message ?? null}
      onConfirm={() => withdraw.mutate({ input: { invitationId: invitation.id } })}
    />
  )
}
