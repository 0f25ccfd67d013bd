'use client'

import { Menu } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { KeyMark } from '#components/shell/key-mark.tsx'
import { RouteFocus, SkipLink } from '#components/shell/route-focus.tsx'
import { ShortcutProvider } from '#components/shell/shortcut-provider.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { overlayStyles } from '#components/ui/overlay-styles.ts'
import { DocsNav, type DocsNavProps } from './docs-nav.tsx'
import { ReferenceProvider } from './reference-state.tsx'

export interface DocsFrameProps extends Pick<DocsNavProps, 'groups' | 'entries' | 'signedIn'> {
  children: ReactNode
}

/** The reference: its places at the left, a page at the right; below 768 px a top bar with a drawer instead. */
export function DocsFrame({ children, ...nav }: DocsFrameProps) {
  const pathname = usePathname()
  const [drawer, setDrawer] = useState<string | null>(null)
  return (
    <ShortcutProvider>
      <ReferenceProvider signedIn={nav.signedIn}>
        <div className="md:grid md:min-h-dvh md:grid-cols-[264px_minmax(0,1fr)]">
          <SkipLink />
          <RouteFocus />
          <aside className="sticky top-0 hidden h-dvh border-r md:block">
            <DocsNav {...nav} className="h-full" />
          </aside>
          <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b bg-paper px-2 md:hidden">
            <Radix.Root open={drawer === pathname} onOpenChange={(open) => setDrawer(open ? pathname : null)}>
              <Radix.Trigger asChild>
                <IconButton label="Menu and search" tooltip={false}>
                  <Menu aria-hidden="true" className="size-4.5" />
                </IconButton>
              </Radix.Trigger>
              <Radix.Portal>
                <Radix.Overlay className={overlayStyles} />
                <Radix.Content
                  aria-describedby={undefined}
                  className="fixed inset-y-0 left-0 z-50 w-[min(320px,calc(100vw-48px))] animate-slide text-ink shadow-dialog outline-none"
                >
                  <Radix.Title className="sr-only">Reference</Radix.Title>
                  <DocsNav {...nav} onFollow={() => setDrawer(null)} className="h-full" />
                </Radix.Content>
              </Radix.Portal>
            </Radix.Root>
            <KeyMark className="ml-1" />
            <span className="pl-2 font-semibold">Reference</span>
          </header>
          <main
            id="main"
            tabIndex={-1}
            className="min-h-[calc(100dvh-48px)] min-w-0 bg-panel outline-none md:min-h-dvh"
          >
            {children}
          </main>
        </div>
      </ReferenceProvider>
    </ShortcutProvider>
  )
}
