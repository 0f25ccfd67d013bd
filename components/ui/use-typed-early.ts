'use client'

import { type RefObject, useEffect, useEffectEvent } from 'react'

/**
 * Takes what somebody typed into a controlled field before the page came alive: until then it stands in the field alone, and the
 * next drawing would undo it.
 */
export function useTypedEarly(
  input: RefObject<HTMLInputElement | null>,
  value: string,
  onValueChange: (value: string) => void,
): void {
  const take = useEffectEvent(() => {
    const typed = input.current?.value ?? value
    if (typed !== value) onValueChange(typed)
  })
  useEffect(() => take(), [])
}
