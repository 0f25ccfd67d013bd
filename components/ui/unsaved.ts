'use client'

import { createContext, type MouseEvent, use, useCallback, useEffect, useId, useRef, useState } from 'react'

/** Where the parts of a dialog tell whether leaving would lose something of theirs; nobody listens elsewhere. */
export const TellUnsaved = createContext<((part: string, unsaved: boolean) => void) | null>(null)

/** Told by a form, or a field that holds something a form does not: leaving now would lose what was filled in. */
export function useUnsaved(unsaved: boolean): void {
  const tell = use(TellUnsaved)
  const part = useId()
  useEffect(() => {
    tell?.(part, unsaved)
    return () => tell?.(part, false)
  }, [tell, part, unsaved])
}

export interface UnsavedGuard {
  /** Whether the person is to be asked, since they tried to leave. */
  asking: boolean
  setAsking: (asking: boolean) => void
  /** For what may be a slip of the finger: where something would be lost it asks, instead of leaving. */
  hold: (event: Event | MouseEvent) => void
  /** For `TellUnsaved`, around what may hold something. */
  tell: (part: string, unsaved: boolean) => void
}

/** Keeps what a dialog holds from being lost by Escape, by a click beside it or on the cross, or with the page. */
export function useUnsavedGuard(): UnsavedGuard {
  const unsaved = useRef(new Set<string>())
  const [asking, setAsking] = useState(false)
  const tell = useCallback((part: string, is: boolean) => {
    if (is) unsaved.current.add(part)
    else unsaved.current.delete(part)
  }, [])
  useEffect(() => {
    const unload = (event: BeforeUnloadEvent) => {
      if (unsaved.current.size > 0) event.preventDefault()
    }
    window.addEventListener('beforeunload', unload)
    return () => window.removeEventListener('beforeunload', unload)
  }, [])
  const hold = (event: Event | MouseEvent) => {
    if (unsaved.current.size === 0) return
    event.preventDefault()
    setAsking(true)
  }
  return { asking, setAsking, hold, tell }
}
