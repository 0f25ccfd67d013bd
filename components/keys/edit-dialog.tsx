'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { cameLate, EditConflict } from '#components/shell/edit-conflict.tsx'
import { ErrorState } from '#components/shell/error-state.tsx'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { getKey, updateKey } from '#lib/contracts/keys.ts'
import { effectiveChoice } from './grant-choice.ts'
import { keyReads } from './key-cache.ts'
import { changedFields } from './key-changes.ts'
import {
  type KeyFormInput,
  type KeyFormValues,
  keyFieldFor,
  keyForm,
  keyValues,
  updateBody,
} from './key-form.ts'
import { KeyFormFields } from './key-form-fields.tsx'
import { type SplitGrant, splitGrant } from './policy-form.ts'
import { useCatalogue } from './use-catalogue.ts'
import { useAskApproval, useKeyPolicy } from './use-policy.ts'

/** Changes a key, from the version that is read when the dialog opens. */
export function EditDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const latest = useOperation(getKey, { keyId: apiKey.id })
  // The form keeps what it opened with; what others change meanwhile is found when it is sent.
  const [opened, setOpened] = useState<ApiKey | null>(null)
  if (opened === null && latest.data && !latest.isFetching) setOpened(latest.data)
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title={`Edit “${apiKey.name}”`} size="lg">
        {opened ? (
          <EditForm base={opened} onClose={onClose} />
        ) : (
          <DialogBody className="min-h-96">
            <QueryBoundary
              query={{ ...latest, data: undefined }}
              loading={<LoadingLines label="Loading the key" lines={8} />}
              renderError={(error) => <ErrorState error={error} onRetry={() => void latest.refetch()} />}
            >
              {() => null}
            </QueryBoundary>
          </DialogBody>
        )}
      </DialogPanel>
    </Dialog>
  )
}

function EditForm({ base, onClose }: { base: ApiKey; onClose: () => void }) {
  const [from, setFrom] = useState(base)
  const form = useForm<KeyFormInput, unknown, KeyFormValues>({
    resolver: zodResolver(keyForm),
    defaultValues: keyValues(base),
    mode: 'onTouched',
  })
  const known = useCatalogue(base.projectId)
  const policy = useKeyPolicy(base.projectId)
  const ask = useAskApproval(onClose)
  const wish = useRef<SplitGrant['asked'] & { reason?: string }>(null)
  const update = useMutate(updateKey, {
    invalidates: keyReads,
    onSuccess: (key) => {
      if (wish.current) ask.mutate({ input: { keyId: key.id, ...wish.current } })
      onClose()
      toast.success(`“${key.name}” is changed`)
    },
  })

  const conflict = cameLate(update.error)
  const current = useOperation(getKey, { keyId: base.id }, { enabled: conflict })
  const send = (values: KeyFormValues, ifVersion: number) => {
    const before = keyValues(from)
    const { now, asked } = known
      ? splitGrant(values, before, known.catalogue, policy?.needsApproval ?? [])
      : { now: values, asked: null }
    const body = updateBody({ ...values, ...now, permissions: [...now.permissions] }, before, Date.now())
    const reason = values.approvalReason ? { reason: values.approvalReason } : {}
    wish.current = asked && { ...asked, ...reason }
    if (Object.keys(body).length > 0) update.mutate({ input: { keyId: base.id, ...body }, ifVersion })
    else if (wish.current) ask.mutate({ input: { keyId: base.id, ...wish.current } })
    else onClose()
  }
  const restart = (theirs: ApiKey) => {
    setFrom(theirs)
    form.reset(keyValues(theirs))
    update.reset()
  }
  const held = known ? effectiveChoice(keyValues(from), known.catalogue) : []
  return (
    <Form
      form={form}
      label="Edit the key"
      failure={conflict ? null : update.error}
      fieldFor={keyFieldFor}
      errorAt="none"
      className={dialogFormStyles}
      onSubmit={(values) => send(values, from.version)}
    >
      <DialogBody bleed>
        <FormError failure={conflict ? null : update.error} className="mx-4 mb-4 sm:mx-7" />
        {conflict && (
          <EditConflict
            noun="key"
            base={from}
            query={current}
            changes={changedFields}
            className="mx-4 mb-4 sm:mx-7"
            onTheirs={restart}
            onMine={(theirs) => void form.handleSubmit((values) => send(values, theirs.version))()}
          />
        )}
        <KeyFormFields making={false} madeAt={from.createdAt} before={held} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" loading={update.isPending} disabled={conflict}>
          Save changes
        </Button>
      </DialogFooter>
    </Form>
  )
}
