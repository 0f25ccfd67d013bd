'use client'

import { createContext, use } from 'react'
import type { ApiKey, ApiKeyDetail } from '#lib/contracts/api-key.ts'
import type { bulkActions } from '#lib/contracts/bulk.ts'

export type BulkAction = (typeof bulkActions)[number]
/** Why there is a secret to show. */
export type RevealCause = 'created' | 'rotated'

export type OpenDialog =
  | { kind: 'edit' | 'disable' | 'rotate' | 'revoke'; key: ApiKey }
  | { kind: 'bulk'; action: BulkAction; keys: readonly ApiKey[]; onDone: () => void }

export interface KeyDialogsState {
  open: (dialog: OpenDialog) => void
  /** Shows the secret that waits in the slot. It stays over every page until its person leaves it. */
  reveal: (key: ApiKeyDetail, cause: RevealCause) => void
}

export const DialogsContext = createContext<KeyDialogsState | null>(null)

/** Opens what is done to keys, from rows, menus, pages and the command menu alike. */
export function useKeyDialogs(): KeyDialogsState {
  const state = use(DialogsContext)
  if (!state) throw new Error('useKeyDialogs is called inside KeyDialogs')
  return state
}
