import { toast } from '#components/ui/toast-store.ts'
import type { ApiProblem } from '#lib/client/problem.ts'

/** What says that the key is no longer as the dialog shows it. */
const overtaken: ReadonlySet<ApiProblem['code']> = new Set(['precondition_failed', 'conflict', 'not_found'])

/**
 * Tells, beside the page, that somebody was quicker, and closes: what the dialog was about is gone with the next answer, and an error
 * within it would go unread.
 * @param title what was not done
 * @returns false for every other failure, which the dialog shows itself
 */
export function tellOvertaken(error: ApiProblem, title: string, onClose: () => void): boolean {
  if (!overtaken.has(error.code)) return false
  onClose()
  toast.error(title, { description: error.message })
  return true
}
