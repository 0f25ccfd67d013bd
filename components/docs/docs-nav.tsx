'use client'

import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { KeyMark } from '#components/shell/key-mark.tsx'
import { cn } from '#components/ui/cn.ts'
import { guides, type OperationGroup, operationHref } from './docs-map.ts'
import { DocsSearch } from './docs-search.tsx'
import { MethodBadge } from './method-badge.tsx'
import type { SearchEntry } from './search.ts'

export interface DocsNavProps {
  groups: readonly OperationGroup[]
  entries: readonly SearchEntry[]
  signedIn: boolean
  /** Called when a page was chosen: closes the drawer of a phone. */
  onFollow?: () => void
  className?: string
}

const linkStyles =
  'flex min-h-7 items-center gap-2 rounded-md px-2 py-0.5 text-muted transition-colors duration-100 hover:text-ink pointer-coarse:min-h-10'

/** Pages with others below that have no line of their own. */
const parents = new Set(['/docs/errors'])

/** The places of the reference, and the way to find one. */
export function DocsNav({ groups, entries, signedIn, onFollow = () => undefined, className }: DocsNavProps) {
  const pathname = usePathname()
  const [text, setText] = useState('')
  const nav = useRef<HTMLElement>(null)
  // An operation far down the list is brought into sight, as one may have come by a link.
  useEffect(() => {
    nav.current?.querySelector(`a[href="${CSS.escape(pathname)}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [pathname])
  const link = (href: string, className?: string) => {
    const open = pathname === href
    const below = parents.has(href) && pathname.startsWith(`${href}/`)
    return {
      href,
      onClick: onFollow,
      'aria-current': open ? ('page' as const) : undefined,
      className: cn(linkStyles, (open || below) && 'bg-wash font-medium text-ink', className),
    }
  }
  return (
    <div className={cn('flex flex-col bg-paper px-3 py-3', className)}>
      <div className="flex h-10 shrink-0 items-center gap-2.5 px-2">
        <KeyMark />
        <span className="font-semibold">Reference</span>
        <Link
          href={signedIn ? '/' : '/sign-in'}
          className="ml-auto flex items-center gap-1 rounded-sm text-faint hover:text-ink"
        >
          {signedIn && <ArrowLeft aria-hidden="true" className="size-3.5" />}
          {signedIn ? 'Portal' : 'Sign in'}
        </Link>
      </div>
      <div className="mt-2 mb-4 shrink-0">
        <DocsSearch entries={entries} text={text} onTextChange={setText} onFollow={onFollow} />
      </div>
      {text.trim() === '' && (
        <nav ref={nav} aria-label="Reference" className="-mx-3 grid gap-5 overflow-y-auto px-3 pb-4">
          <ul className="grid gap-px">
            {guides.map((guide) => (
              <li key={guide.href}>
                <Link {...link(guide.href)}>{guide.title}</Link>
                {guide.below && (
                  <ul className="mt-px ml-2 grid gap-px border-l pl-1">
                    {guide.below.map((page) => (
                      <li key={page.href}>
                        <Link {...link(page.href)}>{page.title}</Link>
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ul>
          {groups.map((group) => (
            <div key={group.tag}>
              <p className="mb-1 px-2 text-faint text-xs">{group.tag}</p>
              <ul className="grid gap-px">
                {group.operations.map((operation) => (
                  <li key={operation.id}>
                    <Link {...link(operationHref(operation.id), 'justify-between')}>
                      <span className="min-w-0">{operation.summary}</span>
                      <MethodBadge method={operation.method} className="shrink-0" />
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
      )}
    </div>
  )
}
