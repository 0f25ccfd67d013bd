'use client'

import { useEffect, useState } from 'react'

/** What has the focus; for an item of a menu, which is about to go, the button that opened the menu. */
function focusedNow(): Element | null {
  if (typeof document === 'undefined') return null
  const menu = document.activeElement?.closest('[role="menu"]')
  const opener = menu?.getAttribute('aria-labelledby')
  return (opener ? document.getElementById(opener) : null) ?? document.activeElement
}

/**
 * Inside a dialog: gives the focus back to where it was before, once the dialog is gone and if nothing else took it. (The
 * dialog's own way back is its trigger, and ours are opened by state.) Where that place is gone too, to the page.
 */
export function ReturnFocus() {
  const [before] = useState(focusedNow)
  useEffect(() => {
    return () => {
      setTimeout(() => {
        if (document.activeElement && document.activeElement !== document.body) return
        const there = before instanceof HTMLElement && before.isConnected && before !== document.body
        const target = there ? before : document.getElementById('main')
        target?.focus({ preventScroll: true })
      }, 50)
    }
  }, [before])
  return null
}
