import { toast } from '#components/ui/toast-store.ts'
import type { Effective } from '#lib/contracts/effective.ts'
import { effectiveWords } from './effective-words.ts'

/** Says that keys were revoked or disabled and since when that holds; stays where a node has not confirmed it. */
export function tellEffective(done: string, effective: Effective | undefined): void {
  const words = effectiveWords(effective)
  const options = words ? { description: words.text } : {}
  if (words && !words.confirmed) toast.warning(done, options)
  else toast.success(done, options)
}
