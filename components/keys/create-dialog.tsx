'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useRef } from 'react'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { makingRefusal } from '#components/shell/making.ts'
import { useMaking } from '#components/shell/use-making.ts'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { listProjects } from '#lib/contracts/projects.ts'
import { type Prefill, prefilled } from './create-prefill.ts'
import {
  createBody,
  type KeyFormInput,
  type KeyFormValues,
  keyFieldFor,
  keyForm,
  newKeyValues,
} from './key-form.ts'
import { KeyFormFields } from './key-form-fields.tsx'
import { type SplitGrant, splitGrant } from './policy-form.ts'
import { useCatalogue } from './use-catalogue.ts'
import { useCreateKey } from './use-issue.ts'
import { useAskApproval, useKeyPolicy } from './use-policy.ts'

interface CreateDialogProps {
  prefill: Prefill
  onClose: () => void
  onIssued: (key: ApiKeyDetail) => void
}

/** Makes a key, in sections. It begins with no permission and the lifetime of its project. */
export function CreateDialog(props: CreateDialogProps) {
  const me = useMe()
  const projects = useOperation(listProjects, { archived: false, limit: 200 })
  const known = useCatalogue()
  const { refusal } = useMaking()
  const project =
    projects.data?.items.find(({ id }) => id === me.data?.project?.id) ?? projects.data?.items[0]
  return (
    <Dialog open onOpenChange={props.onClose}>
      <DialogPanel
        title="Create a key"
        {...(refusal ? {} : { description: 'Its secret is shown once, right after.' })}
        size={refusal ? 'sm' : 'lg'}
      >
        {refusal ? (
          <Refused refusal={refusal} onClose={props.onClose} />
        ) : known && projects.data ? (
          <CreateForm
            {...props}
            first={prefilled(newKeyValues(project ?? null), props.prefill, known.catalogue.roles)}
          />
        ) : (
          <DialogBody className="min-h-96">
            <LoadingLines label="Loading the form" lines={8} />
          </DialogBody>
        )}
      </DialogPanel>
    </Dialog>
  )
}

/** Instead of the form where the policy has somebody make no key: nobody fills in what is refused. */
function Refused({ refusal, onClose }: { refusal: string; onClose: () => void }) {
  return (
    <>
      <DialogBody>
        <Banner tone="warning">{refusal}</Banner>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Close</Button>
      </DialogFooter>
    </>
  )
}

function CreateForm({ first, onClose, onIssued }: CreateDialogProps & { first: KeyFormInput }) {
  const form = useForm<KeyFormInput, unknown, KeyFormValues>({
    resolver: zodResolver(keyForm),
    defaultValues: first,
    mode: 'onTouched',
  })
  const known = useCatalogue()
  const policy = useKeyPolicy(form.watch('projectId'))
  const refusal = makingRefusal({ effective: policy, role: null })
  const ask = useAskApproval()
  const wish = useRef<SplitGrant['asked'] & { reason?: string }>(null)
  const create = useCreateKey((key) => {
    if (wish.current) ask.mutate({ input: { keyId: key.id, ...wish.current } })
    onIssued(key)
  })
  const send = (values: KeyFormValues) => {
    const { now, asked } = known
      ? splitGrant(values, newKeyValues(null), known.catalogue, policy?.needsApproval ?? [])
      : { now: values, asked: null }
    wish.current = asked && { ...asked, ...(values.approvalReason ? { reason: values.approvalReason } : {}) }
    create.mutate({ input: createBody({ ...values, ...now, permissions: [...now.permissions] }) })
  }

  return (
    <Form
      form={form}
      label="Create a key"
      failure={create.error}
      fieldFor={keyFieldFor}
      errorAt="none"
      className={dialogFormStyles}
      onSubmit={send}
    >
      <DialogBody bleed>
        <FormError failure={create.error} className="mx-4 mb-4 sm:mx-7" />
        {refusal && (
          <Banner tone="warning" className="mx-4 mb-4 sm:mx-7">
            {refusal}
          </Banner>
        )}
        <KeyFormFields making />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" loading={create.isPending} disabled={refusal !== null}>
          Create key
        </Button>
      </DialogFooter>
    </Form>
  )
}
