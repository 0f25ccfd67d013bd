'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { TextAreaField, TextField } from '#components/form/text-field.tsx'
import { cameLate } from '#components/shell/edit-conflict.tsx'
import { EditForm } from '#components/shell/edit-form.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import {
  createPermission,
  createPermissionBody,
  getPermission,
  listPermissions,
  ownPermissionName,
  type Permission,
  updatePermission,
} from '#lib/contracts/catalogue.ts'
import { catalogueReads } from './catalogue-reads.ts'

const description = createPermissionBody.shape.description.unwrap()
const newPermission = z.object({
  name: z
    .string()
    .refine((name) => name.trim() !== '', 'Give it a name')
    .pipe(ownPermissionName),
  description,
})
type NewPermission = z.input<typeof newPermission>

const fieldFor = (path: string) => (path === 'name' ? ('name' as const) : ('description' as const))

/** Makes a permission. */
export function CreatePermissionDialog({ onClose }: { onClose: () => void }) {
  const form = useForm<NewPermission>({
    resolver: zodResolver(newPermission),
    defaultValues: { name: '', description: '' },
    mode: 'onTouched',
  })
  const create = useMutate(createPermission, {
    invalidates: catalogueReads,
    onSuccess: ({ name }) => {
      onClose()
      toast.success(`“${name}” is made`, {
        description: 'No key holds it yet: put it in a role, or give it to a key.',
      })
    },
  })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title="New permission"
        description="A word that your API asks for before it does something."
        size="sm"
      >
        <Form
          form={form}
          label="New permission"
          failure={create.error}
          fieldFor={fieldFor}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) => create.mutate({ input: values })}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={create.error} />
            <TextField<NewPermission>
              name="name"
              label="Name"
              mono
              maxLength={100}
              spellCheck={false}
              placeholder="invoices:write"
              hint="resource:action. It stays: your API asks for it by this name."
              autoFocus
            />
            <TextAreaField<NewPermission>
              name="description"
              label="What it allows"
              optional
              rows={2}
              maxLength={500}
              placeholder="Draw up and send invoices"
            />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={create.isPending}>
              Create permission
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}

const words = z.object({ description })
type Words = z.output<typeof words>

const wordsOf = ({ description: text }: Permission): Words => ({ description: text })

const changedWords = (values: Words, from: Permission): Partial<Words> =>
  values.description === from.description ? {} : values

const wordChanges = (before: Permission, after: Permission) => [
  { field: 'What it allows', before: before.description, after: after.description },
]

interface EditProps {
  permission: Permission
  onClose: () => void
}

/** Describes a permission anew, from the version that was on the screen. */
export function EditPermissionDialog({ permission, onClose }: EditProps) {
  const permissionId = permission.id
  const update = useMutate(updatePermission, {
    invalidates: catalogueReads,
    shows: [listPermissions, getPermission],
    onSuccess: (changed) => {
      onClose()
      toast.success(`“${changed.name}” is changed`)
    },
  })
  const current = useOperation(getPermission, { permissionId }, { enabled: cameLate(update.error) })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={<span className="font-mono">{permission.name}</span>}
        description="Its name stays: your API asks for it by that. To call it otherwise, make another, and delete this one once nothing asks for it."
        size="sm"
      >
        <EditForm
          noun="permission"
          thing={permission}
          resolver={zodResolver(words)}
          valuesOf={wordsOf}
          bodyOf={changedWords}
          changes={wordChanges}
          fieldFor={() => 'description'}
          current={current}
          update={update}
          onSend={(body, ifVersion) =>
            update.mutate({ input: { permissionId, ...wordsOf(permission), ...body }, ifVersion })
          }
          onClose={onClose}
        >
          <TextAreaField<Words> name="description" label="What it allows" rows={3} maxLength={500} />
        </EditForm>
      </DialogPanel>
    </Dialog>
  )
}
