'use client'

import { createContext, type ReactNode, use } from 'react'

const InBody = createContext(false)

/** Around what stands in a modal layer: its menus and tooltips float above it, from the end of the body. */
export function FloatingInBody({ children }: { children: ReactNode }) {
  return <InBody value={true}>{children}</InBody>
}

/**
 * Where menus and tooltips are put: into the page's main region, so that a screen reader finds them in a landmark;
 * undefined is the end of the body.
 */
export function useFloatingContainer(): HTMLElement | undefined {
  const inBody = use(InBody)
  if (inBody || typeof document === 'undefined') return undefined
  return document.getElementById('main') ?? undefined
}
