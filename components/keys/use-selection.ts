import { useMemo, useState } from 'react'
import type { ApiKey } from '#lib/contracts/api-key.ts'

/** The most keys one request may change. */
export const mostSelected = 500

/** Which keys are chosen for a bulk action, with what is known of them; kept while the list changes. */
export interface Selection {
  count: number
  keys: readonly ApiKey[]
  has: (id: string) => boolean
  toggle: (key: ApiKey) => void
  /** Chooses these, or takes them away. */
  setAll: (keys: readonly ApiKey[], on: boolean) => void
  clear: () => void
}

export function useSelection(): Selection {
  const [chosen, setChosen] = useState<ReadonlyMap<string, ApiKey>>(new Map())
  return useMemo(() => {
    const setAll = (keys: readonly ApiKey[], on: boolean) =>
      setChosen((current) => {
        const next = new Map(current)
        for (const key of keys) {
          if (!on) next.delete(key.id)
          else if (next.size < mostSelected) next.set(key.id, key)
        }
        return next
      })
    return {
      count: chosen.size,
      keys: [...chosen.values()],
      has: (id) => chosen.has(id),
      toggle: (key) => setAll([key], !chosen.has(key.id)),
      setAll,
      clear: () => setChosen(new Map()),
    }
  }, [chosen])
}
