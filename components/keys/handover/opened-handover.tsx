'use client'

import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { SecretField } from '#components/shell/secret-field.tsx'
import { forgetSecret } from '#components/shell/secret-slot.ts'
import { useLeaveGuard } from '#components/shell/use-leave-guard.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { dateText } from '#components/ui/relative-time-text.ts'
import type { Opened } from '#lib/contracts/handovers.ts'
import { downloadEnv } from '../download-env.ts'
import { tryItCommand } from '../env-file.ts'

/** What the link held, without the secret, which waits in its slot. */
export type OpenedKey = Omit<Opened, 'secret'>

interface OpenedHandoverProps {
  opened: OpenedKey
  onLeft: () => void
}

/** The one time that a link's secret is shown. Leaving it without having taken it asks, as making a key does. */
export function OpenedHandover({ opened, onLeft }: OpenedHandoverProps) {
  const { keyId, keyName, mask, madeBy, keyExpiresAt } = opened
  const [taken, setTaken] = useState(false)
  const [asking, setAsking] = useState(false)
  const copyButton = useRef<HTMLButtonElement>(null)
  useEffect(() => copyButton.current?.focus(), [])
  const forget = () => {
    forgetSecret()
    onLeft()
  }
  const dropGuard = useLeaveGuard({ armed: !taken, onAttempt: () => setAsking(true), onGone: forget })
  const leave = () => {
    forget()
    dropGuard()
  }
  return (
    <div className="grid gap-6">
      <div>
        <h1 className="text-2xl wrap-anywhere">{keyName}</h1>
        <p className="mt-1.5 text-pretty text-muted">
          This is the only time the secret is shown. It is gone when you leave this page.
          {keyExpiresAt && ` The key works until ${dateText(Date.parse(keyExpiresAt))}.`}
        </p>
      </div>
      <SecretField holder={keyId} mask={mask} onTaken={() => setTaken(true)} copyRef={copyButton} />
      <CodeBlock
        code={tryItCommand(window.location.origin)}
        language="shell"
        label="A command that tries the key"
        wrap
      />
      <div className="flex flex-wrap gap-2">
        <Button
          icon={<Download aria-hidden="true" className="size-4" />}
          onClick={() => {
            downloadEnv({ id: keyId, name: keyName })
            setTaken(true)
          }}
        >
          Download .env
        </Button>
        {taken ? (
          <Button variant="primary" className="ml-auto" onClick={leave}>
            Done
          </Button>
        ) : (
          <Button disabled className="ml-auto">
            Copy to continue
          </Button>
        )}
      </div>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title="Leave without the secret?"
        consequences={`You have not copied it, and nobody can show it again. For another, ask ${madeBy}.`}
        confirmLabel="Leave without it"
        onConfirm={leave}
        busy={false}
        error={null}
      />
    </div>
  )
}
