'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { listProjects } from '#lib/contracts/organizations.ts'
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
import { useCatalogue } from './use-catalogue.ts'
import { useCreateKey } from './use-issue.ts'

interface CreateDialogProps {
  prefill: Prefill
  onClose: () => void
  onIssued: (key: ApiKeyDetail) => void
}

/** Makes a key, in sections. It begins with no permission and the lifetime of its project. */
export function CreateDialog(props: CreateDialogProps) {
  const me = useMe()
  const projects = useOperation(listProjects, { limit: 200 })
  const known = useCatalogue()
  const project =
    projects.data?.items.find(({ id }) => id === me.data?.project?.id) ?? projects.data?.items[0]
  return (
    <Dialog open onOpenChange={props.onClose}>
      <DialogPanel title="Create a key" description="Its secret is shown once, right after." size="lg">
        {known && projects.data ? (
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

function CreateForm({ first, onClose, onIssued }: CreateDialogProps & { first: KeyFormInput }) {
  const form = useForm<KeyFormInput, unknown, KeyFormValues>({
    resolver: zodResolver(keyForm),
    defaultValues: first,
    mode: 'onTouched',
  })
  const create = useCreateKey(onIssued)

  return (
    <Form
      form={form}
      label="Create a key"
      failure={create.error}
      fieldFor={keyFieldFor}
      errorAt="none"
      className={dialogFormStyles}
      onSubmit={(values) => create.mutate({ input: createBody(values) })}
    >
      <DialogBody bleed>
        <FormError failure={create.error} className="mx-4 mb-4 sm:mx-7" />
        <KeyFormFields making />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" loading={create.isPending}>
          Create key
        </Button>
      </DialogFooter>
    </Form>
  )
}
