'use client'

import { createContext, type ReactNode, use, useMemo, useState } from 'react'
import type { ApiKey, ApiKeyDetail, bulkActions } from '#lib/contracts/keys.ts'
import { BulkDialog } from './bulk-dialog.tsx'
import { DisableDialog } from './disable-dialog.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { RevealDialog } from './reveal-dialog.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'
import { RotateDialog } from './rotate-dialog.tsx'

export type BulkAction = (typeof bulkActions)[number]
/** Why there is a secret to show. */
export type RevealCause = 'created' | 'rotated'

type Open =
  | { kind: 'edit' | 'disable' | 'rotate' | 'revoke'; key: ApiKey }
  | { kind: 'bulk'; action: BulkAction; keys: readonly ApiKey[]; onDone: () => void }

interface KeyDialogsState {
  open: (dialog: Open) => void
  /** Shows the secret that waits in the slot. It stays over every page until its person leaves it. */
  reveal: (key: ApiKeyDetail, cause: RevealCause) => void
}

const DialogsContext = createContext<KeyDialogsState | null>(null)

/** Opens what is done to keys, from rows, menus, pages and the command menu alike. */
export function useKeyDialogs(): KeyDialogsState {
  const state = use(DialogsContext)
  if (!state) throw new Error('useKeyDialogs is called inside KeyDialogs')
  return state
}

/** Holds the dialogs about keys; once, around the pages of the portal. */
export function KeyDialogs({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<Open | null>(null)
  const [revealed, setRevealed] = useState<{ key: ApiKeyDetail; cause: RevealCause } | null>(null)
  const state = useMemo<KeyDialogsState>(
    () => ({
      open: setOpen,
      reveal: (key, cause) => {
        setOpen(null)
        setRevealed({ key, cause })
      },
    }),
    [],
  )
  const close = () => setOpen(null)
  return (
    <DialogsContext value={state}>
      {children}
      {open?.kind === 'edit' && <EditDialog key={open.key.id} apiKey={open.key} onClose={close} />}
      {open?.kind === 'disable' && <DisableDialog apiKey={open.key} onClose={close} />}
      {open?.kind === 'rotate' && (
        <RotateDialog apiKey={open.key} onClose={close} onIssued={(key) => state.reveal(key, 'rotated')} />
      )}
      {open?.kind === 'revoke' && <RevokeDialog apiKey={open.key} onClose={close} />}
      {open?.kind === 'bulk' && (
        <BulkDialog action={open.action} keys={open.keys} onDone={open.onDone} onClose={close} />
      )}
      {revealed && (
        <RevealDialog
          key={`${revealed.key.id}/${revealed.key.generation}`}
          apiKey={revealed.key}
          cause={revealed.cause}
          onClose={() => setRevealed(null)}
        />
      )}
    </DialogsContext>
  )
}
