'use client'

import { createContext, type KeyboardEvent, type ReactNode, use, useId } from 'react'
import { cn } from './cn.ts'

interface TabsState {
  base: string
  value: string
  onValueChange: (value: string) => void
}

const TabsContext = createContext<TabsState | null>(null)

function useTabs(): TabsState {
  const state = use(TabsContext)
  if (!state) throw new Error('Tab and TabPanel stand inside Tabs')
  return state
}

export interface TabsProps {
  value: string
  onValueChange: (value: string) => void
  children: ReactNode
  className?: string
}

/** Tabs whose value the caller holds, best in the URL. For pages of their own, link them and use `NavTabs`. */
export function Tabs({ value, onValueChange, children, className }: TabsProps) {
  const base = useId()
  return (
    <TabsContext value={{ base, value, onValueChange }}>
      <div className={className}>{children}</div>
    </TabsContext>
  )
}

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]:not(:disabled)')]
  const at = tabs.indexOf(document.activeElement as HTMLElement)
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
  if (to === undefined || tabs.length === 0) return
  event.preventDefault()
  const next = tabs[(to + tabs.length) % tabs.length]
  next?.focus()
  next?.click()
}

const listStyles =
  'flex gap-x-5 overflow-x-auto border-b [scrollbar-width:none] [&>*]:-mb-px [&::-webkit-scrollbar]:hidden'
const tabStyles =
  'relative flex h-10 shrink-0 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 text-muted transition-colors duration-100 hover:text-ink focus-visible:-outline-offset-2'
const tabActiveStyles = 'border-ink font-medium text-ink'

/** The row of tabs. `label` says what they are of. */
export function TabList({
  label,
  children,
  className,
}: {
  label: string
  children: ReactNode
  className?: string
}) {
  return (
    <div
      role="tablist"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={moveFocus}
      className={cn(listStyles, className)}
    >
      {children}
    </div>
  )
}

/** One tab; `count` is shown after its name. */
export function Tab({ value, count, children }: { value: string; count?: number; children: ReactNode }) {
  const tabs = useTabs()
  const active = tabs.value === value
  return (
    <button
      type="button"
      role="tab"
      id={`${tabs.base}-${value}`}
      aria-selected={active}
      aria-controls={active ? `${tabs.base}-${value}-panel` : undefined}
      tabIndex={active ? 0 : -1}
      onClick={() => tabs.onValueChange(value)}
      className={cn(tabStyles, active && tabActiveStyles)}
    >
      {children}
      {count !== undefined && <span className="text-faint">{count.toLocaleString('en')}</span>}
    </button>
  )
}

/** What a tab shows; unmounted while another tab is open. */
export function TabPanel({
  value,
  children,
  className,
}: {
  value: string
  children: ReactNode
  className?: string
}) {
  const tabs = useTabs()
  if (tabs.value !== value) return null
  return (
    <div
      role="tabpanel"
      id={`${tabs.base}-${value}-panel`}
      aria-labelledby={`${tabs.base}-${value}`}
      tabIndex={-1}
      className={className}
    >
      {children}
    </div>
  )
}

/** Looks as tabs, but each is a page: children are links, the open one with `aria-current="page"`. */
export function NavTabs({
  label,
  children,
  className,
}: {
  label: string
  children: ReactNode
  className?: string
}) {
  return (
    <nav aria-label={label} className={cn(listStyles, className)}>
      {children}
    </nav>
  )
}

/** Class names for a link inside `NavTabs`. */
export function navTabStyles(active: boolean): string {
  return cn(tabStyles, active && tabActiveStyles)
}
