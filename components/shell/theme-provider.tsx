'use client'

import { ThemeProvider as NextThemes, useTheme } from 'next-themes'
import { type ReactNode, useSyncExternalStore } from 'react'
import { Segmented } from '#components/ui/segmented.tsx'

declare global {
  /** Read by the scroll lock of dialogs and menus (get-nonce) for the style element it adds. */
  var __webpack_nonce__: string | undefined
}

/**
 * Light and dark by the person's choice or the system's, set before the first paint.
 * @param nonce of the Content-Security-Policy of this response, for the script that does so
 */
export function ThemeProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  if (typeof window !== 'undefined' && nonce) globalThis.__webpack_nonce__ = nonce
  return (
    <NextThemes
      attribute="data-theme"
      defaultTheme="system"
      enableColorScheme={false}
      disableTransitionOnChange
      nonce={nonce}
    >
      {children}
    </NextThemes>
  )
}

const themes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'System' },
] as const

export type ThemeChoice = (typeof themes)[number]['value']

const unchanging = () => () => undefined

/** The chosen theme and the way to change it; 'system' until the browser has been asked. */
export function useThemeChoice(): { choice: ThemeChoice; choose: (choice: ThemeChoice) => void } {
  const { theme, setTheme } = useTheme()
  const inBrowser = useSyncExternalStore(
    unchanging,
    () => true,
    () => false,
  )
  const known = themes.find((each) => each.value === theme)
  return { choice: inBrowser && known ? known.value : 'system', choose: setTheme }
}

/** Light, dark or as the system has it: for the account page. (The user menu has the same.) */
export function ThemeSwitch() {
  const { choice, choose } = useThemeChoice()
  return <Segmented label="Theme" options={themes} value={choice} onValueChange={choose} />
}
