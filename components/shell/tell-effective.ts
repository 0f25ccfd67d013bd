import { toast } from '#components/ui/toast-store.ts'
import type { Effective } from '#lib/contracts/effective.ts'
import { effectiveWords } from './effective-words.ts'

/**
 * Says that keys were revoked, disabled or otherwise changed, and since when that holds; stays where a node has not confirmed it.
 * @param is what is true of them everywhere from then on
 */
export function tellEffective(
  done: string,
  effective: Effective | undefined,
  is: 'Refused' | 'In effect' = 'Refused',
): void {
  const words = effectiveWords(effective, is)
  const options = words ? { description: words.text } : {}
  if (words && !words.confirmed) toast.warning(done, options)
  else toast.success(done, options)
}
