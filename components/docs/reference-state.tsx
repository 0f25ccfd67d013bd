'use client'

import { createContext, type ReactNode, use, useMemo, useState } from 'react'
import type { TryCredential } from './try-request.ts'

interface ReferenceState {
  /** The language whose examples are open. */
  language: string
  setLanguage: (language: string) => void
  /** What “try it” sends. A pasted key lives here, in memory, and nowhere else. */
  credential: TryCredential
  setCredential: (credential: TryCredential) => void
}

const Context = createContext<ReferenceState | null>(null)

/** Keeps one choice of language and credential over all pages of the reference, until the tab is closed or reloaded. */
export function ReferenceProvider({ signedIn, children }: { signedIn: boolean; children: ReactNode }) {
  const [language, setLanguage] = useState('curl')
  const [credential, setCredential] = useState<TryCredential>(
    signedIn ? { kind: 'session' } : { kind: 'key', key: '' },
  )
  const state = useMemo(() => ({ language, setLanguage, credential, setCredential }), [language, credential])
  return <Context value={state}>{children}</Context>
}

/** The choices that hold for the whole reference. */
export function useReference(): ReferenceState {
  const state = use(Context)
  if (!state) throw new Error('useReference is called inside the reference')
  return state
}
