'use client'

import { Menu, Search } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useState } from 'react'
import { FloatingInBody } from '#components/ui/floating.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { overlayStyles } from '#components/ui/overlay-styles.ts'
import { Bell } from './bell.tsx'
import { KeyMark } from './key-mark.tsx'
import { RouteFocus, SkipLink } from './route-focus.tsx'
import { Sidebar, type SidebarProps } from './sidebar.tsx'

export interface PortalFrameProps extends SidebarProps {
  /** Opens the command menu, from the phone's top bar. */
  onOpenCommands: () => void
  children: ReactNode
}

/** Sidebar and page; below 768 px a top bar with a drawer instead. */
export function PortalFrame({ onOpenCommands, children, ...sidebar }: PortalFrameProps) {
  const pathname = usePathname()
  const [drawer, setDrawer] = useState<string | null>(null)
  const open = drawer === pathname
  useEffect(() => {
    const desk = window.matchMedia('(min-width: 768px)')
    const close = () => setDrawer(null)
    desk.addEventListener('change', close)
    return () => desk.removeEventListener('change', close)
  }, [])
  return (
    <div className="md:grid md:min-h-dvh md:grid-cols-[216px_minmax(0,1fr)]">
      <SkipLink />
      <RouteFocus />
      <aside aria-label="Sidebar" className="sticky top-0 hidden h-dvh border-r md:block">
        <Sidebar {...sidebar} className="h-full" />
      </aside>
      <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b bg-paper px-2 md:hidden">
        <Radix.Root open={open} onOpenChange={(next) => setDrawer(next ? pathname : null)}>
          <Radix.Trigger asChild>
            <IconButton label="Menu" tooltip={false}>
              <Menu aria-hidden="true" className="size-4.5" />
            </IconButton>
          </Radix.Trigger>
          <FloatingInBody>
            <Radix.Portal>
              <Radix.Overlay className={overlayStyles} />
              <Radix.Content
                aria-describedby={undefined}
                className="fixed inset-y-0 left-0 z-50 w-[min(280px,calc(100vw-48px))] animate-slide text-ink shadow-dialog outline-none"
              >
                <Radix.Title className="sr-only">Menu</Radix.Title>
                <Sidebar {...sidebar} className="h-full" />
              </Radix.Content>
            </Radix.Portal>
          </FloatingInBody>
        </Radix.Root>
        <KeyMark className="ml-1" />
        <span className="min-w-0 flex-1 truncate pl-2 font-semibold">
          {sidebar.organization.current.name}
        </span>
        {sidebar.unread !== undefined && <Bell unread={sidebar.unread} />}
        <IconButton label="Search and commands" tooltip={false} onClick={onOpenCommands}>
          <Search aria-hidden="true" className="size-4.5" />
        </IconButton>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="min-h-[calc(100dvh-48px)] min-w-0 bg-panel outline-none md:min-h-dvh"
      >
        {children}
      </main>
    </div>
  )
}
