'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect, useRef } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { DialogBody, DialogFooter, dialogFormStyles } from '#components/ui/dialog.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { line } from '#lib/contracts/fields.ts'
import { LinkField } from './link-field.tsx'
import { type SentLink, useSendKey } from './use-send-key.ts'

const spans = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '24 hours' },
  { value: '72', label: '72 hours' },
] as const

const schema = z.object({
  note: z.union([z.string().trim().length(0), line(200)]),
  hours: z.enum(['1', '24', '72']),
})
type Values = z.output<typeof schema>

interface SendPanelProps {
  apiKey: ApiKeyDetail
  /** The link, once it is made. */
  link: SentLink | null
  onLink: (link: SentLink) => void
  onBack: () => void
  onDone: () => void
}

/** Instead of showing the secret here: a link with which somebody else is shown it. */
export function SendPanel({ apiKey, link, onLink, onBack, onDone }: SendPanelProps) {
  return link ? (
    <Sent link={link} onBack={onBack} onDone={onDone} />
  ) : (
    <SendForm apiKey={apiKey} onLink={onLink} onBack={onBack} />
  )
}

function SendForm({ apiKey, onLink, onBack }: Pick<SendPanelProps, 'apiKey' | 'onLink' | 'onBack'>) {
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { note: '', hours: '24' } })
  const { send, lost } = useSendKey(onLink)
  const submit = ({ note, hours }: Values) =>
    // The secret is added as the request is sent.
    send.mutate({
      input: { keyId: apiKey.id, secret: '', hours: Number(hours), ...(note ? { note } : {}) },
    })
  return (
    <Form
      form={form}
      failure={send.error}
      errorAt="none"
      label="A one-time link"
      onSubmit={submit}
      className={dialogFormStyles}
    >
      <DialogBody className="grid content-start gap-5">
        <FormError failure={send.error} />
        {lost && (
          <Banner tone="warning" title="The link did not reach this page" live>
            The connection broke while it was on its way. Make another; the first stands among the key’s
            secrets, to be withdrawn.
          </Banner>
        )}
        <TextField<Values>
          name="note"
          label="For"
          optional
          placeholder="Contoso, their staging"
          hint="Whoever opens the link reads it, beside your name."
          maxLength={200}
          autoFocus
        />
        <div className="grid justify-items-start gap-1.5">
          <span aria-hidden="true" className="font-medium">
            Opens once, within
          </span>
          <Segmented
            label="Opens once, within"
            options={spans}
            value={form.watch('hours')}
            onValueChange={(hours) => form.setValue('hours', hours)}
          />
        </div>
      </DialogBody>
      <DialogFooter
        start={
          <Button onClick={onBack} disabled={send.isPending}>
            Back
          </Button>
        }
      >
        <Button type="submit" variant="primary" loading={send.isPending}>
          Create link
        </Button>
      </DialogFooter>
    </Form>
  )
}

function Sent({ link, onBack, onDone }: { link: SentLink; onBack: () => void; onDone: () => void }) {
  const copyButton = useRef<HTMLButtonElement>(null)
  useEffect(() => copyButton.current?.focus(), [])
  return (
    <>
      <DialogBody className="grid content-start gap-4.5">
        <LinkField link={link} copyRef={copyButton} />
      </DialogBody>
      <DialogFooter start={<Button onClick={onBack}>Back to the secret</Button>}>
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </DialogFooter>
    </>
  )
}
