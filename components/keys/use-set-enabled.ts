import { useCallback } from 'react'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { updateKey } from '#lib/contracts/keys.ts'
import { keyReads, showEnabled } from './key-cache.ts'

/** Enables or disables a key: shown at once, taken back with a word where the server refuses. */
export function useSetEnabled(key: ApiKey): (enabled: boolean) => void {
  const { mutate } = useMutate(updateKey, {
    invalidates: keyReads,
    optimistic: (cache, { input }) => showEnabled(cache, key, input.enabled === true, Date.now()),
    onSuccess: ({ name, enabled, effective }) =>
      enabled ? toast.success(`“${name}” is enabled`) : tellEffective(`“${name}” is disabled`, effective),
    onError: (error) => toast.error(`“${key.name}” stays as it was`, { description: error.message }),
  })
  return useCallback((enabled) => mutate({ input: { keyId: key.id, enabled } }), [mutate, key.id])
}
