import { useOperation } from '#lib/client/query.ts'
import { getNoticePreferences } from '#lib/contracts/inbox.ts'

/** Whether the server sends mail; true until that is known. */
export function useMailIsOn(): boolean {
  return useOperation(getNoticePreferences, {}).data?.mailIsOn ?? true
}
