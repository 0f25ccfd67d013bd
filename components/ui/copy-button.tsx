'use client'

import { Check, Copy } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Button, type ButtonProps } from './button.tsx'
import { copyText } from './copy-text.ts'
import { IconButton } from './icon-button.tsx'

/** How long the check mark stays, ms. */
const shownFor = 1600

export interface CopyButtonProps extends Omit<ButtonProps, 'value' | 'children' | 'loading' | 'asChild'> {
  /** What is copied; a function where it should not stand in props (a secret) until asked for. */
  value: string | (() => string)
  /** Names what is copied: `Copy key id`. */
  label: string
  /** Words on the button; without them it is an icon. */
  children?: ReactNode
  /** Called when the clipboard has it. */
  onCopied?: () => void
}

/** Copies, says so on itself and to screen readers, and says when the browser forbids it. */
export function CopyButton({ value, label, children, onCopied, onClick, ...rest }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'refused'>('idle')
  useEffect(() => {
    if (outcome === 'idle') return
    const timer = setTimeout(() => setOutcome('idle'), shownFor)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = async () => {
    try {
      await copyText(typeof value === 'function' ? value() : value)
      setOutcome('copied')
      onCopied?.()
    } catch {
      setOutcome('refused')
    }
  }
  const said = { idle: '', copied: 'Copied', refused: 'The browser did not allow copying' }[outcome]
  const Mark = outcome === 'copied' ? Check : Copy
  const mark = <Mark aria-hidden="true" className="size-4" />
  const click: ButtonProps['onClick'] = (event) => {
    onClick?.(event)
    if (!event.defaultPrevented) void copy()
  }
  return (
    <>
      {children ? (
        <Button icon={mark} onClick={click} {...rest}>
          {children}
        </Button>
      ) : (
        <IconButton label={label} onClick={click} {...rest}>
          {mark}
        </IconButton>
      )}
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  )
}
