'use client'

import { type RefObject, useId, useRef, useState } from 'react'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { keysText } from './preview-words.ts'

interface WidenConsentProps {
  /** How many keys come to hold more. */
  gaining: number
  checked: boolean
  onChecked: (checked: boolean) => void
  /** It was passed over. */
  missed: boolean
  box: RefObject<HTMLInputElement | null>
}

/**
 * The consent to a change by which keys come to hold more, for `WidenConsent`.
 * @param choice what is consented to, as text: another choice asks anew
 * @param gaining how many keys come to hold more by it; by none, there is nothing to consent to
 */
export function useConsent(choice: string, gaining: number) {
  const [given, setGiven] = useState<string | null>(null)
  const [missed, setMissed] = useState<string | null>(null)
  const box = useRef<HTMLInputElement>(null)
  const consented = gaining === 0 || given === choice
  return {
    /** Whether there is consent; where there is none, it says so beside the box, and takes one there. */
    obtain: (): boolean => {
      if (consented) return true
      setMissed(choice)
      box.current?.scrollIntoView({ block: 'center' })
      box.current?.focus({ preventScroll: true })
      return false
    },
    field: {
      gaining,
      checked: given === choice,
      onChecked: (yes: boolean) => setGiven(yes ? choice : null),
      missed: missed === choice && !consented,
      box,
    },
  }
}

/** Asks once more before keys come to hold more than they do. */
export function WidenConsent({ gaining, checked, onChecked, missed, box }: WidenConsentProps) {
  const id = useId()
  if (gaining === 0) return null
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="flex items-start gap-2.5">
        <Checkbox
          id={id}
          ref={box}
          checked={checked}
          onChange={(event) => onChecked(event.target.checked)}
          aria-invalid={missed || undefined}
          aria-describedby={missed ? `${id}-missed` : undefined}
          className="mt-0.5"
        />
        {gaining === 1 ? 'Let this key do more' : `Let these ${keysText(gaining)} do more`}
      </label>
      {missed && (
        <InlineError id={`${id}-missed`}>
          {gaining === 1
            ? 'Say that this key may do more, or choose otherwise.'
            : 'Say that these keys may do more, or choose otherwise.'}
        </InlineError>
      )}
    </div>
  )
}
