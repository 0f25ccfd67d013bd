'use client'

import { createContext, type MouseEvent, use, useCallback, useEffect, useRef, useState } from 'react'

/** Where a form in a dialog tells whether leaving would lose something; nobody listens elsewhere. */
export const TellUnsaved = createContext<((unsaved: boolean) => void) | null>(null)

/** Told by a form: leaving now would lose what was filled in. */
export function useUnsaved(unsaved: boolean): void {
  const tell = use(TellUnsaved)
  useEffect(() => {
    tell?.(unsaved)
    return () => tell?.(false)
  }, [tell, unsaved])
}

export interface UnsavedGuard {
  /** Whether the person is to be asked, since they tried to leave. */
  asking: boolean
  setAsking: (asking: boolean) => void
  /** For what may be a slip of the finger: where something would be lost it asks, instead of leaving. */
  hold: (event: Event | MouseEvent) => void
  /** For `TellUnsaved`, around the form. */
  tell: (unsaved: boolean) => void
}

/** Keeps what a form holds from being lost by Escape, by a click beside its dialog, or on the cross. */
export function useUnsavedGuard(): UnsavedGuard {
  const unsaved = useRef(false)
  const [asking, setAsking] = useState(false)
  const tell = useCallback((next: boolean) => {
    unsaved.current = next
  }, [])
  const hold = (event: Event | MouseEvent) => {
    if (!unsaved.current) return
    event.preventDefault()
    setAsking(true)
  }
  return { asking, setAsking, hold, tell }
}
