'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import { getMe, switchContext } from '#lib/contracts/account.ts'
import { createOrganization } from '#lib/contracts/organizations.ts'
import { namedOrganization } from './organization-name.tsx'

const foundForm = z.object({ name: namedOrganization.shape.name, project: namedOrganization.shape.name })
type Values = z.infer<typeof foundForm>

/** Founds a further organization, and goes there. */
export function FoundOrganization() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Found an organization</Button>
      {open && <FoundDialog onClose={() => setOpen(false)} />}
    </>
  )
}

function FoundDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter()
  const cache = useQueryClient()
  const form = useForm<Values>({
    resolver: zodResolver(foundForm),
    defaultValues: { name: '', project: '' },
    mode: 'onTouched',
  })
  const enter = useMutate(switchContext, {
    invalidates: [],
    onSuccess: async ({ organization }) => {
      onClose()
      toast.success(`“${organization.name}” is founded, and you are in it`)
      router.push('/')
      // What was read belongs to the organization that was left.
      await cache.resetQueries()
    },
  })
  const found = useMutate(createOrganization, {
    invalidates: [getMe],
    onSuccess: ({ id }) => enter.mutate({ input: { organizationId: id } }),
  })
  // Where it was founded and only the way there failed, another try goes there, and founds no second one.
  const submit = ({ name, project }: Values) =>
    found.data
      ? enter.mutate({ input: { organizationId: found.data.id } })
      : found.mutate({ input: { name, project: { name: project } } })
  const failure = found.error ?? enter.error
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title="Found an organization"
        description="It starts with a catalogue of permissions, roles, a level ladder and one project."
        size="sm"
      >
        <Form
          form={form}
          label="Found an organization"
          failure={failure}
          fieldFor={(path) => (path.startsWith('project') ? 'project' : 'name')}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={submit}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={failure} />
            <TextField<Values> name="name" label="Name" maxLength={100} autoFocus />
            <TextField<Values>
              name="project"
              label="First project"
              maxLength={100}
              placeholder="Production"
              hint="Keys belong to a project; more can follow."
            />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={found.isPending || enter.isPending}>
              Found
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}
