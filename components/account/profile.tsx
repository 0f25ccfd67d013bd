'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { DescriptionList } from '#components/ui/description-list.tsx'
import { toast } from '#components/ui/toast-store.ts'
import type { Me } from '#lib/client/me.ts'
import { useMutate } from '#lib/client/query.ts'
import { getMe, updateMe } from '#lib/contracts/account.ts'

const schema = updateMe.body.extend({
  name: z.string().trim().min(1, 'Enter your name').pipe(updateMe.body.shape.name),
})
type Values = z.output<typeof schema>

/** Name, to be changed; address and number, to be read. */
export function Profile({ user }: { user: NonNullable<Me['user']> }) {
  const form = useForm({ resolver: zodResolver(schema), values: { name: user.name } })
  const save = useMutate(updateMe, {
    invalidates: [getMe],
    onSuccess: () => toast.success('Your name was changed'),
  })
  return (
    <Form form={form} failure={save.error} onSubmit={(input) => save.mutate({ input })} label="Profile">
      <TextField<Values> name="name" label="Name" autoComplete="name" maxLength={100} />
      <DescriptionList
        items={[
          { term: 'E-mail', detail: user.email },
          { term: 'Number', detail: String(user.number), mono: true },
        ]}
      />
      <div>
        <Button type="submit" loading={save.isPending} disabled={!form.formState.isDirty && !save.isPending}>
          Save name
        </Button>
      </div>
    </Form>
  )
}
