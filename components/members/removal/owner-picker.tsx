'use client'

import { useState } from 'react'
import { Avatar } from '#components/ui/avatar.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { useOperation } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import type { Owner } from '#lib/contracts/api-key.ts'
import { listOwners } from '#lib/contracts/organizations.ts'

interface OwnerPickerProps {
  label: string
  value: Owner | null
  onValueChange: (owner: Owner) => void
  /** Who leaves, and is not offered. */
  except: string
  className?: string
}

/** Picks who gets keys, among the other members and the service accounts. */
export function OwnerPicker({ label, value, onValueChange, except, className }: OwnerPickerProps) {
  const [text, setText] = useState('')
  const q = useDebounced(text.trim())
  const owners = useOperation(listOwners, q ? { q, limit: 50 } : { limit: 50 }, { keepPrevious: true })
  const items = (owners.data?.items ?? []).filter(({ id }) => id !== except)
  return (
    <Combobox
      label={label}
      placeholder="Choose who gets them"
      value={value?.id ?? null}
      {...(value ? { valueLabel: value.name } : {})}
      onValueChange={(id) => {
        const found = items.find((owner) => owner.id === id)
        if (found) onValueChange(found)
      }}
      options={items.map(({ id, name, type }) => ({
        value: id,
        label: name,
        ...(type === 'service_account' ? { hint: 'service account' } : {}),
        lead: <Avatar name={name} machine={type === 'service_account'} className="size-5" />,
      }))}
      onSearch={setText}
      searching={owners.isFetching}
      {...(className ? { className } : {})}
    />
  )
}
