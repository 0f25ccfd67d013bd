'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { useMutate } from '#lib/client/query.ts'
import { type Invitation, listInvitations, resendInvitation } from '#lib/contracts/invitations.ts'
import { type Delivered, DeliveredPanel, useLinkGuard } from './delivered.tsx'
import { invitedName, lifetimes, lifetimeValues } from './invitation-words.ts'

const schema = z.object({ hours: z.enum(lifetimeValues) })
type Values = z.output<typeof schema>

interface ResendDialogProps {
  invitation: Invitation
  onClose: () => void
}

/** Makes a new link for an invitation, and sends or shows it. */
export function ResendDialog({ invitation, onClose }: ResendDialogProps) {
  const [delivered, setDelivered] = useState<Delivered | null>(null)
  const guard = useLinkGuard(delivered && [delivered], onClose)
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { hours: '168' } })
  const resend = useMutate(resendInvitation, {
    invalidates: [listInvitations],
    receive: ({ id, email, delivery }) => {
      if (delivery) setDelivered({ id, email, ...delivery })
    },
  })
  const again = invitation.email ? 'Send again' : 'Create a new link'
  return (
    <Dialog open onOpenChange={guard.onAttempt}>
      <DialogPanel
        title={delivered ? 'The old link is dead' : `${again}?`}
        description={invitedName(invitation)}
        size="sm"
      >
        {delivered ? (
          <DeliveredPanel delivered={[delivered]} guard={guard} onClose={onClose} />
        ) : (
          <Form
            form={form}
            label={again}
            failure={resend.error}
            errorAt="none"
            className={dialogFormStyles}
            onSubmit={({ hours }) =>
              resend.mutate({ input: { invitationId: invitation.id, hours: Number(hours) } })
            }
          >
            <DialogBody className="grid content-start gap-5">
              <FormError failure={resend.error} />
              <p className="text-muted">
                The link that is out opens nothing any more, and you stand for the invitation from now on.
              </p>
              <SelectField<Values> name="hours" label="The new link works for" options={lifetimes} />
            </DialogBody>
            <DialogFooter>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" variant="primary" loading={resend.isPending}>
                {again}
              </Button>
            </DialogFooter>
          </Form>
        )}
      </DialogPanel>
    </Dialog>
  )
}
