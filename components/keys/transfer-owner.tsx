'use client'

import { useState } from 'react'
import { Avatar } from '#components/ui/avatar.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { useOperation } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import type { Owner } from '#lib/contracts/api-key.ts'
import { listOwners } from '#lib/contracts/organizations.ts'

interface TransferOwnerProps {
  value: Owner | null
  onValueChange: (owner: Owner | null) => void
}

/** Picks who shall own keys from now on, among members and service accounts. */
export function TransferOwner({ value, onValueChange }: TransferOwnerProps) {
  const [text, setText] = useState('')
  const q = useDebounced(text.trim())
  const owners = useOperation(listOwners, q ? { q, limit: 50 } : { limit: 50 }, { keepPrevious: true })
  const items = owners.data?.items ?? []
  return (
    <div className="grid gap-1.5">
      <label htmlFor="transfer-owner" className="font-medium">
        New owner
      </label>
      <Combobox
        id="transfer-owner"
        label="New owner"
        placeholder="Choose a member or a service account"
        value={value?.id ?? null}
        {...(value ? { valueLabel: value.name } : {})}
        onValueChange={(id) => onValueChange(items.find((owner) => owner.id === id) ?? null)}
        options={items.map(({ id, name, type }) => ({
          value: id,
          label: name,
          ...(type === 'service_account' ? { hint: 'service account' } : {}),
          lead: <Avatar name={name} machine={type === 'service_account'} className="size-5" />,
        }))}
        onSearch={setText}
        searching={owners.isFetching}
      />
    </div>
  )
}
