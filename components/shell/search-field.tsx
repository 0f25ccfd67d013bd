'use client'

import { useRef } from 'react'
import { cn } from '#components/ui/cn.ts'
import { Input } from '#components/ui/input.tsx'
import { useTypedEarly } from '#components/ui/use-typed-early.ts'
import { ShortcutKeys, useShortcut } from './shortcut-provider.tsx'

export interface SearchFieldProps {
  /** What is searched: `Search name, owner, start of key`. */
  label: string
  value: string
  onValueChange: (value: string) => void
  className?: string
}

/** Filters the list below as one types; `/` brings the focus here, Escape empties it. The ⌘K hint reminds of the rest. */
export function SearchField({ label, value, onValueChange, className }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  useTypedEarly(input, value, onValueChange)
  useShortcut('/', 'Search this list', () => input.current?.focus())
  return (
    <Input
      ref={input}
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      autoComplete="off"
      maxLength={100}
      onChange={(event) => onValueChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        if (value) onValueChange('')
        else event.currentTarget.blur()
      }}
      trail={<ShortcutKeys keys="mod+k" className="pointer-coarse:hidden" />}
      className={cn('[&::-webkit-search-cancel-button]:hidden', className)}
    />
  )
}
