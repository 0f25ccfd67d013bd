import { effectiveWords } from '#components/shell/effective-words.ts'
import { holdSecret } from '#components/shell/secret-slot.ts'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import type { ApiKeyDetail, IssuedKey } from '#lib/contracts/api-key.ts'
import { createKey, rotateKey } from '#lib/contracts/keys.ts'
import { keyAndUsageReads } from './key-cache.ts'

/** Parts an answer: the secret into its slot, the key to whoever asked. Only the latter is ever cached. */
function withoutSecret({ secret, ...key }: IssuedKey): ApiKeyDetail {
  if (secret !== null) holdSecret(key.id, secret)
  return key
}

/** Makes a key; its secret waits in the slot for the reveal. */
export function useCreateKey(onIssued: (key: ApiKeyDetail) => void) {
  return useMutate(createKey, { invalidates: keyAndUsageReads, receive: withoutSecret, onSuccess: onIssued })
}

/** Gives a key a new secret; it waits in the slot for the reveal. That the old one's end is not confirmed everywhere is said beside it. */
export function useRotateKey(onIssued: (key: ApiKeyDetail) => void) {
  return useMutate(rotateKey, {
    invalidates: keyAndUsageReads,
    receive: (issued) => {
      const words = effectiveWords(issued.effective)
      if (words && !words.confirmed) toast.warning(`“${issued.name}” is rotated`, { description: words.text })
      return withoutSecret(issued)
    },
    onSuccess: onIssued,
  })
}
