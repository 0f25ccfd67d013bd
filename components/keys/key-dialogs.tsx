'use client'

import { type ReactNode, useMemo, useState } from 'react'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { BulkDialog } from './bulk-dialog.tsx'
import { DisableDialog } from './disable-dialog.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { RevealDialog } from './reveal-dialog.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { DialogsContext, type KeyDialogsState, type OpenDialog, type RevealCause } from './use-key-dialogs.ts'

/** Holds the dialogs about keys; once, around the pages of the portal. */
export function KeyDialogs({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<OpenDialog | null>(null)
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
  // A late answer closes the dialog that asked, not another that was opened since.
  const close = () => setOpen((now) => (now === open ? null : now))
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
