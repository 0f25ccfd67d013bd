'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { copyText } from '#components/ui/copy-text.ts'
import { Kbd } from '#components/ui/kbd.tsx'
import { dottedMask, heldSecret } from './secret-slot.ts'

interface SecretFieldProps {
  /** The id of what the secret is of. */
  holder: string
  mask: string
  /** The person has it: copied, by the button or by hand. */
  onTaken: () => void
  copyRef: React.RefObject<HTMLButtonElement | null>
}

const copied = 'It is on the clipboard.'

/** The secret that waits in the slot: dots until one asks to see; the secret enters the document then and not before. */
export function SecretField({ holder, mask, onTaken, copyRef }: SecretFieldProps) {
  const [shown, setShown] = useState(false)
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      await copyText(heldSecret(holder) ?? '')
      setSaid(copied)
      onTaken()
    } catch {
      setSaid('The browser did not allow copying. Show the secret and copy it by hand.')
    }
  }
  const failed = said !== '' && said !== copied
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-3 rounded-lg border bg-paper py-2.5 pr-2.5 pl-4 sm:min-h-15.5">
        <output
          aria-label="Secret"
          className="min-w-0 flex-1 basis-60 font-mono text-sm wrap-anywhere select-all"
          onCopy={shown ? onTaken : undefined}
        >
          {shown ? heldSecret(holder) : <MaskedSecret mask={mask} />}
        </output>
        <div className="ml-auto flex gap-2">
          <Button aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? 'Hide' : 'Show'}
          </Button>
          <Button
            ref={copyRef}
            variant="primary"
            onClick={() => void copy()}
            className="min-w-20"
            aria-describedby="reveal-copied"
          >
            {said === copied ? 'Copied' : 'Copy'}
          </Button>
        </div>
      </div>
      <p className={cn('min-h-5 text-xs', failed ? 'text-danger' : 'text-faint')}>
        <span id="reveal-copied" role="status">
          {said}
        </span>
        {said === '' && (
          <span className="pointer-coarse:hidden">
            <Kbd keys="↵" /> copies it without showing it.
          </span>
        )}
      </p>
    </div>
  )
}

/** On one line, however narrow: of the dots there are then fewer. */
function MaskedSecret({ mask }: { mask: string }) {
  const { start, dots, last } = dottedMask(mask)
  return (
    <>
      <span aria-hidden="true" className="flex">
        <span className="shrink-0">{start}</span>
        <span className="min-w-0 overflow-hidden whitespace-nowrap">{dots}</span>
        <span className="shrink-0">{last}</span>
      </span>
      <span className="sr-only">Hidden. It begins and ends as {mask}</span>
    </>
  )
}
