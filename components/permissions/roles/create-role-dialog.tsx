'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import { createRole } from '#lib/contracts/roles.ts'
import { catalogueReads } from '../catalogue-reads.ts'
import { type NamedSetInput, type NamedSetValues, namedSet, setFieldFor } from '../named-set.ts'
import { NamedSetFields } from '../named-set-fields.tsx'

interface CreateRoleDialogProps {
  /** What it begins as: empty, or a copy of another. */
  start: NamedSetInput
  onClose: () => void
}

/** Makes a role. */
export function CreateRoleDialog({ start, onClose }: CreateRoleDialogProps) {
  const form = useForm<NamedSetInput, unknown, NamedSetValues>({
    resolver: zodResolver(namedSet),
    defaultValues: start,
    mode: 'onTouched',
  })
  const create = useMutate(createRole, {
    invalidates: catalogueReads,
    onSuccess: ({ name }) => {
      onClose()
      toast.success(`“${name}” is made`, {
        description: 'No key has it yet: give it to keys as you make or edit them.',
      })
    },
  })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title="New role"
        description="A named set of permissions, for keys that do the same work."
        size="lg"
      >
        <Form
          form={form}
          label="New role"
          failure={create.error}
          fieldFor={setFieldFor}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) => create.mutate({ input: values })}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={create.error} />
            <NamedSetFields legend="Permissions" autoFocus />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={create.isPending}>
              Create role
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}
