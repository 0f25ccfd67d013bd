'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { cameLate } from '#components/shell/edit-conflict.tsx'
import { EditForm } from '#components/shell/edit-form.tsx'
import type { Person } from '#components/shell/member-picker.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { accountReads } from '#lib/client/ownership-reads.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import {
  createServiceAccount,
  getServiceAccount,
  listServiceAccounts,
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
              Create service account
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}

/** Changes a service account, from the version that was on the screen. */
export function EditAccountDialog({ account, onClose }: { account: ServiceAccount; onClose: () => void }) {
  const serviceAccountId = account.id
  const update = useMutate(updateServiceAccount, {
    invalidates: accountReads,
    shows: [listServiceAccounts, getServiceAccount],
    onSuccess: ({ name }) => {
      onClose()
      toast.success(`“${name}” is changed`)
    },
  })
  const current = useOperation(getServiceAccount, { serviceAccountId }, { enabled: cameLate(update.error) })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title={`Edit “${account.name}”`} size="sm">
        <EditForm
          noun="service account"
          thing={account}
          resolver={zodResolver(accountForm)}
          valuesOf={accountValues}
          bodyOf={changedBody}
          changes={accountChanges}
          fieldFor={accountFieldFor}
          current={current}
          update={update}
          onSend={(body, ifVersion) => update.mutate({ input: { serviceAccountId, ...body }, ifVersion })}
          onClose={onClose}
        >
          <AccountFields autoFocus={false} />
        </EditForm>
      </DialogPanel>
    </Dialog>
  )
}
