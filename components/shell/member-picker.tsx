'use client'

import { useState } from 'react'
import { Avatar } from '#components/ui/avatar.tsx'
import { Combobox, type ComboboxProps } from '#components/ui/combobox.tsx'
import { useOperation } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { listMembers } from '#lib/contracts/members.ts'

export interface Person {
  id: string
  name: string
}

interface MemberPickerProps extends Pick<ComboboxProps, 'id' | 'invalid' | 'describedBy' | 'clearLabel'> {
  label: string
  value: Person | null
  onValueChange: (person: Person | null) => void
  placeholder?: string
  /** Who is not offered: somebody who leaves. */
  except?: string
}

/** Picks a member, found by a part of the name or address. */
export function MemberPicker(props: MemberPickerProps) {
  const { value, onValueChange, except, placeholder = 'Choose a member', ...rest } = props
  const [text, setText] = useState('')
  const q = useDebounced(text.trim())
  const members = useOperation(listMembers, q ? { q, limit: 50 } : { limit: 50 }, { keepPrevious: true })
  const items = (members.data?.items ?? []).filter(({ id }) => id !== except)
  return (
    <Combobox
      {...rest}
      placeholder={placeholder}
      value={value?.id ?? null}
      {...(value ? { valueLabel: value.name } : {})}
      onValueChange={(id) => {
        const found = items.find((member) => member.id === id)
        onValueChange(found ? { id: found.id, name: found.name } : null)
      }}
      options={items.map(({ id, name, email }) => ({
        value: id,
        label: name,
        hint: email,
        lead: <Avatar name={name} className="size-5" />,
      }))}
      onSearch={setText}
      searching={members.isFetching}
    />
  )
}
