'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useMemo, useState } from 'react'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { SelectField } from '#components/form/select-field.tsx'
import { TagListField } from '#components/form/tag-list-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { useMe } from '#lib/client/me.ts'
import { useMutate } from '#lib/client/query.ts'
import { createInvitation, listInvitations, maxInvitedAtOnce } from '#lib/contracts/invitations.ts'
import { AccessFields } from '../access-fields.tsx'
import { rolesToGive } from '../role-words.ts'
import { addressesIn } from './addresses.ts'
import { type Delivered, DeliveredPanel, useLinkGuard } from './delivered.tsx'
import { lifetimes } from './invitation-words.ts'
import {
  addressProblem,
  type InviteValues,
  inviteBody,
  inviteFieldFor,
  inviteForm,
  newInvitation,
  refusalOf,
} from './invite-form.ts'
import { useMailIsOn } from './use-mail-is-on.ts'

const ways = [
  { value: 'email', label: 'By e-mail' },
  { value: 'link', label: 'With a link' },
] as const

interface InviteDialogProps {
  onClose: () => void
  /** Called once invitations are made. */
  onInvited: () => void
}

/** Invites people, and shows the links that were not mailed: they live in this dialog and nowhere beside it. */
export function InviteDialog({ onClose, onInvited }: InviteDialogProps) {
  const [delivered, setDelivered] = useState<readonly Delivered[] | null>(null)
  const guard = useLinkGuard(delivered, onClose)
  return (
    <Dialog open onOpenChange={guard.onAttempt}>
      <DialogPanel
        title={delivered ? invitedTitle(delivered) : 'Invite people'}
        description={delivered ? undefined : 'They join with the role and the projects that you choose here.'}
      >
        {delivered ? (
          <DeliveredPanel delivered={delivered} guard={guard} onClose={onClose} />
        ) : (
          <InviteForm
            onClose={onClose}
            onDelivered={(made) => {
              setDelivered(made)
              onInvited()
            }}
          />
        )}
      </DialogPanel>
    </Dialog>
  )
}

function invitedTitle(delivered: readonly Delivered[]): string {
  const [first] = delivered
  if (delivered.length > 1) return `${delivered.length} people are invited`
  return first?.email ? `${first.email} is invited` : 'Hand this link on'
}

interface InviteFormProps {
  onClose: () => void
  onDelivered: (delivered: Delivered[]) => void
}

function InviteForm({ onClose, onDelivered }: InviteFormProps) {
  const me = useMe()
  const form = useForm<InviteValues>({ resolver: zodResolver(inviteForm), defaultValues: newInvitation })
  const invite = useMutate(createInvitation, {
    invalidates: [listInvitations],
    receive: ({ items, deliveries }) =>
      // A second try of what was answered before has no links: they can be made anew by sending again.
      onDelivered(
        items.map(({ id, email }, at) => ({
          id,
          email,
          ...(deliveries?.[at] ?? {
            mailed: false,
            url: null,
            problem: 'The answer was lost on its way. Send this invitation again for a new link.',
          }),
        })),
      ),
  })
  const by = form.watch('by')
  const many = form.watch('emails').length > 1
  const mail = useMailIsOn()
  const sent = invite.variables?.input.emails
  const refusal = useMemo(() => refusalOf(invite.error, sent ?? []), [invite.error, sent])
  return (
    <Form
      form={form}
      label="Invite people"
      failure={refusal.failure}
      fieldFor={inviteFieldFor}
      errorAt="none"
      className={dialogFormStyles}
      onSubmit={(values) => invite.mutate({ input: inviteBody(values) })}
    >
      <DialogBody className="grid content-start gap-5">
        <FormError failure={refusal.failure} />
        <div className="grid gap-3">
          <Segmented
            label="How they are invited"
            options={ways}
            value={by}
            onValueChange={(value) => form.setValue('by', value)}
            className="justify-self-start"
          />
          {by === 'email' ? (
            <TagListField<InviteValues>
              name="emails"
              label="E-mail addresses"
              placeholder="grace@example.com, …"
              autoFocus
              hint={
                mail
                  ? 'One or several, parted by commas or spaces. Each invitation is for its address alone.'
                  : 'One or several. No mail server is set: you are given a link for each, to hand on.'
              }
              max={maxInvitedAtOnce}
              parse={addressesIn}
              check={(entry) => addressProblem(entry) ?? refusal.addresses.get(entry) ?? null}
            />
          ) : (
            <p className="text-muted">
              One link, for whoever has it first: with an account here, or without one. Hand it to the one
              person whom you mean.
            </p>
          )}
        </div>
        <AccessFields roles={rolesToGive(me.data?.role ?? null)} />
        <SelectField<InviteValues>
          name="hours"
          label={many ? 'The links work for' : 'The link works for'}
          options={lifetimes}
          className="sm:max-w-56"
        />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" loading={invite.isPending}>
          {by === 'link'
            ? 'Create link'
            : `${mail ? 'Send' : 'Create'} ${many ? 'invitations' : 'invitation'}`}
        </Button>
      </DialogFooter>
    </Form>
  )
}
