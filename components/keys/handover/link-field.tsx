'use client'

import { type RefObject, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { copyText } from '#components/ui/copy-text.ts'
import { exactText } from '#components/ui/relative-time-text.ts'
import type { SentLink } from './use-send-key.ts'

interface LinkFieldProps {
  link: SentLink
  copyRef: RefObject<HTMLButtonElement | null>
}

/** A link to be sent on, and what will become of it. */
export function LinkField({ link, copyRef }: LinkFieldProps) {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'refused'>('idle')
  const copy = () =>
    copyText(link.url).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    )
  const said = {
    idle: '',
    copied: 'It is on the clipboard. ',
    refused: 'The browser did not allow copying: copy it by hand. ',
  }[outcome]
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-3 rounded-lg border bg-paper py-2.5 pr-2.5 pl-4 sm:min-h-15.5">
        <output
          aria-label="One-time link"
          className="min-w-0 flex-1 basis-60 font-mono text-xs leading-[18px] wrap-anywhere select-all"
        >
          {link.url}
        </output>
        <Button
          ref={copyRef}
          variant="primary"
          className="ml-auto min-w-20"
          aria-describedby="link-copied"
          onClick={() => void copy()}
        >
          {outcome === 'copied' ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p className="text-pretty text-muted">
        <span id="link-copied" role="status" className={cn(outcome === 'refused' && 'text-danger')}>
          {said}
        </span>
        It opens once, until {exactText(Date.parse(link.expiresAt))}. Until then you can withdraw it, among
        the key’s secrets. A preview or a scanner that follows it does not use it up.
      </p>
    </div>
  )
}
