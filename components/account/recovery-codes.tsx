'use client'

import { Download } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { DialogBody, DialogFooter } from '#components/ui/dialog.tsx'

/** The codes as a file that tells what it is for. */
function fileOf(codes: readonly string[]): string {
  return [
    'Latchwork recovery codes',
    'Each signs you in once, in place of a code of your authenticator.',
    '',
    ...codes,
    '',
  ].join('\n')
}

function download(codes: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([fileOf(codes)], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'latchwork-recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(url)
}

/** Recovery codes, shown this once. Leaving is for who has said that they are kept. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const [kept, setKept] = useState(false)
  const id = useId()
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [])
  return (
    <>
      <DialogBody className="grid content-start gap-5">
        <p className="text-pretty text-muted">
          Should you lose your authenticator, each of these signs you in once. This is the only time they are
          shown.
        </p>
        <ul className="grid grid-cols-2 gap-x-6 gap-y-2 rounded-lg border bg-paper px-4 py-3.5 font-mono text-xs leading-5">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="flex items-start gap-2.5">
          <Checkbox
            id={id}
            checked={kept}
            onChange={(event) => setKept(event.target.checked)}
            className="mt-0.5"
          />
          <label htmlFor={id}>I have kept them where I can find them</label>
        </div>
      </DialogBody>
      <DialogFooter
        start={
          <>
            <CopyButton value={() => fileOf(codes)} label="Copy the codes">
              Copy
            </CopyButton>
            <Button icon={<Download aria-hidden="true" className="size-4" />} onClick={() => download(codes)}>
              Download
            </Button>
          </>
        }
      >
        <Button variant="primary" disabled={!kept} onClick={onDone}>
          Done
        </Button>
      </DialogFooter>
    </>
  )
}
