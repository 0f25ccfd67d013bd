'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { PasswordField } from '#components/form/password-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
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
import { confirmSecondFactor, getMe, startSecondFactor } from '#lib/contracts/account.ts'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type Step =
  | { name: 'password' }
  | { name: 'scan'; secret: string; uri: string }
  | { name: 'codes'; codes: readonly string[] }

const titles = {
  password: 'Add an authenticator',
  scan: 'Scan this with your authenticator',
  codes: 'Keep your recovery codes',
} as const

/** Three steps: the password, the code to scan with a first code back, the recovery codes. */
export function AddAuthenticator({ onClose }: { onClose: () => void }) {
  const [step, setStep] = useState<Step>({ name: 'password' })
  const done = () => {
    onClose()
    toast.success('The second factor is on')
  }
  // The recovery codes are left by their own button: they come once.
  const leave = () => step.name !== 'codes' && onClose()
  return (
    <Dialog open onOpenChange={leave}>
      <DialogPanel title={titles[step.name]} size="sm" hideClose={step.name === 'codes'}>
        {step.name === 'password' && (
          <PasswordStep onStarted={({ secret, uri }) => setStep({ name: 'scan', secret, uri })} />
        )}
        {step.name === 'scan' && (
          <ScanStep
            secret={step.secret}
            uri={step.uri}
            onConfirmed={(codes) => setStep({ name: 'codes', codes })}
          />
        )}
        {step.name === 'codes' && <RecoveryCodes codes={step.codes} onDone={done} />}
      </DialogPanel>
    </Dialog>
  )
}

const passwordSchema = startSecondFactor.body.extend({
  password: z.string().min(1, 'Enter your password').max(1000),
})

function PasswordStep({ onStarted }: { onStarted: (made: { secret: string; uri: string }) => void }) {
  const form = useForm({ resolver: zodResolver(passwordSchema), defaultValues: { password: '' } })
  const start = useMutate(startSecondFactor, { invalidates: [], receive: onStarted })
  return (
    <Form
      form={form}
      failure={start.error}
      onSubmit={(input) => start.mutate({ input })}
      className={dialogFormStyles}
      errorAt="none"
    >
      <DialogBody className="grid content-start gap-5">
        <FormError failure={start.error} />
        <PasswordField<z.output<typeof passwordSchema>>
          name="password"
          label="Your password"
          kind="current"
          hint="Asked for again, in case somebody else sits here."
        />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={start.isPending}>
          Continue
        </Button>
      </DialogFooter>
    </Form>
  )
}

const codeSchema = confirmSecondFactor.body.extend({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'Six digits'),
})

interface ScanStepProps {
  secret: string
  uri: string
  onConfirmed: (codes: readonly string[]) => void
}

function ScanStep({ secret, uri, onConfirmed }: ScanStepProps) {
  const form = useForm({ resolver: zodResolver(codeSchema), defaultValues: { code: '' } })
  const confirm = useMutate(confirmSecondFactor, {
    invalidates: [getMe],
    receive: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  })
  return (
    <Form
      form={form}
      failure={confirm.error}
      onSubmit={(input) => confirm.mutate({ input })}
      className={dialogFormStyles}
      errorAt="none"
    >
      <DialogBody className="grid content-start gap-5">
        <FormError failure={confirm.error} />
        <div className="flex flex-wrap items-center gap-5">
          <QrCode text={uri} label="QR code of the secret" className="size-40 shrink-0 rounded-md border" />
          <div className="min-w-40 flex-1">
            <p className="text-muted">No camera? Type this secret instead.</p>
            <p data-testid="authenticator-secret" className="wrap-anywhere mt-2 font-mono text-xs leading-5">
              {secret.match(/.{1,4}/g)?.join(' ')}
            </p>
            <CopyButton value={() => secret} label="Copy the secret" size="sm" className="mt-2">
              Copy
            </CopyButton>
          </div>
        </div>
        <TextField<z.output<typeof codeSchema>>
          name="code"
          label="The code it shows"
          autoComplete="one-time-code"
          inputMode="numeric"
          placeholder="000000"
          maxLength={6}
          mono
          autoFocus
        />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={confirm.isPending}>
          Turn on
        </Button>
      </DialogFooter>
    </Form>
  )
}
