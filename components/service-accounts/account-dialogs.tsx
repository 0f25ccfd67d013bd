'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { EditConflict } from '#components/shell/edit-conflict.tsx'
import type { Person } from '#components/shell/member-picker.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { accountReads } from '#lib/client/ownership-reads.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import {
  createServiceAccount,
  getServiceAccount,
  type ServiceAccount,
  updateServiceAccount,
} from '#lib/contracts/service-accounts.ts'
import { AccountFields } from './account-fields.tsx'
import {
  type AccountValues,
  accountBody,
  accountChanges,
  accountFieldFor,
  accountForm,
  accountValues,
  changedBody,
  newAccount,
} from './account-form.ts'

interface CreateProps {
  /** Who is signed in, and answers for it where nothing else is chosen. */
  self: Person | null
  onMade?: (account: ServiceAccount) => void
  onClose: () => void
}

/** Makes a service account. */
export function CreateAccountDialog({ self, onMade, onClose }: CreateProps) {
  const form = useForm<AccountValues>({
    resolver: zodResolver(accountForm),
    defaultValues: newAccount(self),
    mode: 'onTouched',
  })
  const create = useMutate(createServiceAccount, {
    invalidates: accountReads,
    onSuccess: (account) => {
      onClose()
      toast.success(`“${account.name}” is made`)
      onMade?.(account)
    },
  })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title="New service account"
        description="An owner of keys that does not leave: for what runs by itself."
        size="sm"
      >
        <Form
          form={form}
          label="New service account"
          failure={create.error}
          fieldFor={accountFieldFor}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) => create.mutate({ input: accountBody(values) })}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={create.error} />
            <AccountFields autoFocus />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={create.isPending}>
              Make service account
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}

/** Changes a service account, from the version that was on the screen. */
export function EditAccountDialog({ account, onClose }: { account: ServiceAccount; onClose: () => void }) {
  const [from, setFrom] = useState(account)
  const form = useForm<AccountValues>({
    resolver: zodResolver(accountForm),
    defaultValues: accountValues(account),
    mode: 'onTouched',
  })
  const update = useMutate(updateServiceAccount, {
    invalidates: accountReads,
    onSuccess: ({ name }) => {
      onClose()
      toast.success(`“${name}” is changed`)
    },
  })
  const conflict = update.error?.code === 'precondition_failed'
  const current = useOperation(getServiceAccount, { serviceAccountId: account.id }, { enabled: conflict })
  const failure = conflict ? null : update.error
  const send = (values: AccountValues, ifVersion: number) => {
    const body = changedBody(values, from)
    if (Object.keys(body).length === 0) return onClose()
    update.mutate({ input: { serviceAccountId: account.id, ...body }, ifVersion })
  }
  const restart = (theirs: ServiceAccount) => {
    setFrom(theirs)
    form.reset(accountValues(theirs))
    update.reset()
  }
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title={`Edit “${account.name}”`} size="sm">
        <Form
          form={form}
          label="Edit the service account"
          failure={failure}
          fieldFor={accountFieldFor}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) => send(values, from.version)}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={failure} />
            {conflict && (
              <EditConflict
                noun="service account"
                base={from}
                query={current}
                changes={accountChanges}
                onTheirs={restart}
                onMine={(theirs) => void form.handleSubmit((values) => send(values, theirs.version))()}
              />
            )}
            <AccountFields autoFocus={false} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={update.isPending} disabled={conflict}>
              Save changes
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}
