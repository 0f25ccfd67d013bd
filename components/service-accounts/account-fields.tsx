'use client'

import { useController } from 'react-hook-form'
import { FieldFrame } from '#components/form/field.tsx'
import { TextAreaField, TextField } from '#components/form/text-field.tsx'
import { MemberPicker } from '#components/shell/member-picker.tsx'
import type { AccountValues } from './account-form.ts'

/** The fields of a service account. */
export function AccountFields({ autoFocus }: { autoFocus: boolean }) {
  return (
    <>
      <TextField<AccountValues>
        name="name"
        label="Name"
        maxLength={100}
        placeholder="Nightly backups"
        autoFocus={autoFocus}
        hint="What runs with its keys. It is written in every audit event of theirs."
      />
      <TextAreaField<AccountValues>
        name="description"
        label="Description"
        optional
        rows={3}
        maxLength={1000}
        placeholder="Where it runs, and whom to call"
      />
      <ResponsibleField />
    </>
  )
}

function ResponsibleField() {
  const { field } = useController<AccountValues, 'responsible'>({ name: 'responsible' })
  return (
    <FieldFrame
      name="responsible"
      label="Responsible member"
      hint="Answers for its keys. Whoever leaves hands this on."
    >
      {({ id, ...wired }) => (
        <MemberPicker
          id={id}
          label="Responsible member"
          value={field.value}
          onValueChange={field.onChange}
          invalid={wired['aria-invalid'] ?? false}
          {...(wired['aria-describedby'] && { describedBy: wired['aria-describedby'] })}
        />
      )}
    </FieldFrame>
  )
}
