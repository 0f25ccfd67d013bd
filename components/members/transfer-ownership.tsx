'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { PasswordField } from '#components/form/password-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMe } from '#lib/client/me.ts'
import { useMutate } from '#lib/client/query.ts'
import { getMe } from '#lib/contracts/account.ts'
import { listInvitations } from '#lib/contracts/invitations.ts'
import {
  getMember,
  listMembers,
  type Member,
  transferOrganization,
  transferOrganizationBody,
} from '#lib/contracts/members.ts'

const schema = z.object({
  password: z.string().min(1, 'Enter your password').pipe(transferOrganizationBody.shape.password),
})
type Values = z.output<typeof schema>

interface TransferDialogProps {
  member: Member
  onClose: () => void
}

/** Makes a member an owner and oneself an admin, once the password was given again. */
export function TransferDialog({ member, onClose }: TransferDialogProps) {
  const me = useMe()
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { password: '' } })
  const transfer = useMutate(transferOrganization, {
    invalidates: [listMembers, getMember, getMe, listInvitations],
    onSuccess: ({ name }) => {
      onClose()
      toast.success(`${name} is the owner`, { description: 'You are an admin from now on.' })
    },
  })
  const organization = me.data?.organization
  if (!organization) return null
  const input = { organizationId: organization.id, memberId: member.id }
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={`Make ${member.name} the owner?`}
        description={`Of ${organization.name}, in your place.`}
        size="sm"
      >
        <Form
          form={form}
          label="Transfer ownership"
          failure={transfer.error}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={({ password }) => transfer.mutate({ input: { ...input, password } })}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={transfer.error} />
            <ul className="grid list-disc gap-1.5 pl-4 text-muted marker:text-faint">
              <li>{member.name} may do everything, and reaches every project.</li>
              <li>You become an admin at once, and cannot undo it: only an owner can make you one again.</li>
              <li>Other owners stay owners.</li>
            </ul>
            {/* Tells a password manager whose password this is. */}
            <input
              type="text"
              name="username"
              autoComplete="username"
              value={me.data?.user?.email ?? ''}
              readOnly
              hidden
            />
            <PasswordField<Values> name="password" label="Your password" kind="current" autoFocus />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="danger-solid" loading={transfer.isPending}>
              Transfer ownership
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}
