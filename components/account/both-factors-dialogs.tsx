'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { type ReactNode, useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { PasswordField } from '#components/form/password-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import {
  Dialog,
  DialogBody,
  DialogClose,
  DialogFooter,
  DialogPanel,
  dialogFormStyles,
} from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import { getMe, regenerateRecoveryCodes, removeSecondFactor } from '#lib/contracts/account.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

const schema = removeSecondFactor.body.extend({
  password: z.string().min(1, 'Enter your password').max(1000),
  code: z.string().trim().min(1, 'Enter a code').pipe(removeSecondFactor.body.shape.code),
})
type Values = z.output<typeof schema>

interface BothFactorsFormProps {
  /** What will be, once it is done. */
  children: ReactNode
  failure: unknown
  busy: boolean
  confirmLabel: string
  danger?: boolean
  onSubmit: (values: Values) => void
}

/** Asks for the password and a code, before the second factor is weakened or replaced. */
function BothFactorsForm(props: BothFactorsFormProps) {
  const { children, failure, busy, confirmLabel, danger, onSubmit } = props
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { password: '', code: '' } })
  return (
    <Form form={form} failure={failure} onSubmit={onSubmit} className={dialogFormStyles} errorAt="none">
      <DialogBody className="grid content-start gap-5">
        <p className="text-pretty text-muted">{children}</p>
        <FormError failure={failure} />
        <PasswordField<Values> name="password" label="Your password" kind="current" />
        <TextField<Values>
          name="code"
          label="Code"
          hint="Of your authenticator, or a recovery code."
          autoComplete="one-time-code"
          maxLength={40}
          mono
          spellCheck={false}
        />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant={danger ? 'danger-solid' : 'primary'} loading={busy}>
          {confirmLabel}
        </Button>
      </DialogFooter>
    </Form>
  )
}

/** Turns the second factor off. */
export function RemoveSecondFactor({ onClose }: { onClose: () => void }) {
  const remove = useMutate(removeSecondFactor, {
    invalidates: [getMe],
    onSuccess: () => {
      onClose()
      toast.success('The second factor is off')
    },
  })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title="Turn the second factor off?" size="sm">
        <BothFactorsForm
          failure={remove.error}
          busy={remove.isPending}
          confirmLabel="Turn off"
          danger
          onSubmit={(input) => remove.mutate({ input })}
        >
          From then on your password alone signs you in. Your authenticator and your recovery codes are
          forgotten.
        </BothFactorsForm>
      </DialogPanel>
    </Dialog>
  )
}

/** Replaces the recovery codes, and shows the new ones once. */
export function RenewRecoveryCodes({ onClose }: { onClose: () => void }) {
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const renew = useMutate(regenerateRecoveryCodes, {
    invalidates: [],
    receive: ({ recoveryCodes }) => setCodes(recoveryCodes),
  })
  return (
    <Dialog open onOpenChange={() => codes === null && onClose()}>
      <DialogPanel
        title={codes ? 'Keep your recovery codes' : 'New recovery codes'}
        size="sm"
        hideClose={codes !== null}
      >
        {codes ? (
          <RecoveryCodes codes={codes} onDone={onClose} />
        ) : (
          <BothFactorsForm
            failure={renew.error}
            busy={renew.isPending}
            confirmLabel="Make new codes"
            onSubmit={(input) => renew.mutate({ input })}
          >
            The codes you have now stop working.
          </BothFactorsForm>
        )}
      </DialogPanel>
    </Dialog>
  )
}
