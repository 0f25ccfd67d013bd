import { useState } from 'react'
import { useInfinite } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { listRemovalKeys } from '#lib/contracts/removal.ts'

/** The keys of whoever leaves, as far as they were looked at. */
export function useRemovalKeys(memberId: string, enabled: boolean) {
  const [q, setQ] = useState('')
  const wanted = useDebounced(q.trim())
  const query = useInfinite(
    listRemovalKeys,
    { memberId, ...(wanted && { q: wanted }) },
    { enabled, keepPrevious: true },
  )
  const shown = query.data?.pages.flatMap((page) => page.items) ?? []
  return { q, setQ, query, shown }
}

export type RemovalKeys = ReturnType<typeof useRemovalKeys>
