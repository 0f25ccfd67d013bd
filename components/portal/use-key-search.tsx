'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import type { CommandItem } from '#components/shell/command-menu.tsx'
import { useOperation } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { listKeys } from '#lib/contracts/keys.ts'

/** Finds keys for the command menu by what is typed there: name, owner or start of the key, in every project. */
export function useKeySearch(): {
  items: readonly CommandItem[]
  searching: boolean
  onSearch: (text: string) => void
} {
  const router = useRouter()
  const [text, setText] = useState('')
  const wanted = text.trim()
  const q = useDebounced(wanted, 200)
  const keys = useOperation(listKeys, { q, limit: 8 }, { enabled: q !== '' })
  const items = (q === wanted && q !== '' ? (keys.data?.items ?? []) : []).map((key) => ({
    id: key.id,
    label: key.name,
    hint: key.mask,
    keywords: [key.owner.name, key.mask],
    lead: (
      <Bitting
        keyId={key.id}
        generation={key.generation}
        size="sm"
        spent={key.status === 'revoked'}
        // A menu's icons are square; a key is not.
        className="h-4! w-13.5!"
      />
    ),
    onSelect: () => router.push(`/keys/${key.id}`),
  }))
  return { items, searching: wanted !== '' && (q !== wanted || keys.isFetching), onSearch: setText }
}
