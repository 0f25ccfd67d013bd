'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'

/**
 * After a change of page, puts the focus on its heading, so that a screen reader says where one is and Tab goes on
 * from there. Not on the first page, where the browser does it; not when something on the page took the focus, or a dialog or menu
 * that opened with it.
 */
export function RouteFocus() {
  const pathname = usePathname()
  const last = useRef(pathname)
  useEffect(() => {
    if (last.current === pathname) return
    last.current = pathname
    const frame = requestAnimationFrame(() => {
      const main = document.getElementById('main')
      const focused = document.activeElement
      if (
        !main ||
        main.contains(focused) ||
        focused?.closest('[role="dialog"], [role="alertdialog"], [role="menu"]')
      )
        return
      const target = main.querySelector<HTMLElement>('h1') ?? main
      target.tabIndex = -1
      target.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [pathname])
  return null
}

/** The first thing Tab reaches: past the navigation, to what the page is about. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed top-2 left-2 z-60 -translate-y-16 rounded-md bg-ink px-3 py-1.5 font-medium text-paper focus:translate-y-0"
    >
      Skip to content
    </a>
  )
}
