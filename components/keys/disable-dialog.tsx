'use client'

import { StaleNote } from '#components/shell/stale-note.tsx'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { KeyTraffic } from './key-traffic.tsx'
import { useSetEnabled } from './use-set-enabled.ts'

/** Says who will notice before a key is disabled; then it is shown as disabled at once. */
export function DisableDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const setEnabled = useSetEnabled(apiKey)
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Disable “${apiKey.name}”?`}
      consequences={
        <>
          Every service that presents it is refused until somebody enables it again. Nothing else changes.
          <StaleNote />
        </>
      }
      confirmLabel="Disable key"
      tone="caution"
      busy={false}
      error={null}
      onConfirm={() => {
        setEnabled(false)
        onClose()
      }}
    >
      <KeyTraffic apiKey={apiKey} />
    </AlertDialog>
  )
}
