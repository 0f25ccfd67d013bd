'use client'

import Link from 'next/link'
import { type KeyboardEvent, type RefObject, useRef } from 'react'
import { ShortcutKeys, useShortcut } from '#components/shell/shortcut-provider.tsx'
import { Input } from '#components/ui/input.tsx'
import { useTypedEarly } from '#components/ui/use-typed-early.ts'
import { type SearchEntry, searchEntries } from './search.ts'

/** The most results drawn: more than that, nobody reads. */
const drawn = 30

export interface DocsSearchProps {
  entries: readonly SearchEntry[]
  text: string
  onTextChange: (text: string) => void
  onFollow: () => void
}

/** Finds operations, guides, fields and errors as one types; arrows walk the results, Enter opens the first. */
export function DocsSearch({ entries, text, onTextChange, onFollow }: DocsSearchProps) {
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  useTypedEarly(input, text, onTextChange)
  useShortcut('/', 'Search the reference', () => input.current?.focus())
  useShortcut('mod+k', 'Search the reference', () => input.current?.focus())
  const results = searchEntries(entries, text).slice(0, drawn)
  const walk = (event: KeyboardEvent<HTMLElement>) => move(event, input, list)
  return (
    <search className="grid gap-2">
      <Input
        ref={input}
        type="search"
        aria-label="Search the reference"
        placeholder="Search the reference"
        value={text}
        autoComplete="off"
        maxLength={100}
        onChange={(event) => onTextChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onTextChange('')
          if (event.key === 'Enter') list.current?.querySelector('a')?.click()
          walk(event)
        }}
        trail={<ShortcutKeys keys="/" className="pointer-coarse:hidden" />}
        className="[&::-webkit-search-cancel-button]:hidden"
      />
      <p role="status" className="sr-only">
        {text.trim() && `${results.length} ${results.length === 1 ? 'result' : 'results'}`}
      </p>
      {text.trim() !== '' && (
        <ul
          ref={list}
          aria-label="Results"
          onKeyDown={walk}
          className="-mx-3 grid max-h-[calc(100dvh-120px)] gap-px overflow-y-auto px-3 pb-4"
        >
          {results.map((entry) => (
            <li key={entry.href}>
              <Link
                href={entry.href}
                onClick={() => {
                  onTextChange('')
                  onFollow()
                }}
                className="block rounded-md px-2 py-1.5 hover:bg-wash focus-visible:bg-wash"
              >
                <span className="block truncate">{entry.title}</span>
                <span className="block truncate font-mono text-2xs text-faint">{entry.hint}</span>
              </Link>
            </li>
          ))}
          {results.length === 0 && <li className="px-2 py-1.5 text-faint">Nothing matches</li>}
        </ul>
      )}
    </search>
  )
}

function move(
  event: KeyboardEvent<HTMLElement>,
  input: RefObject<HTMLInputElement | null>,
  list: RefObject<HTMLUListElement | null>,
) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const links = [...(list.current?.querySelectorAll('a') ?? [])]
  const at = links.indexOf(document.activeElement as HTMLAnchorElement)
  const next = at + (event.key === 'ArrowDown' ? 1 : -1)
  event.preventDefault()
  event.stopPropagation()
  if (next < 0) input.current?.focus()
  else links[Math.min(next, links.length - 1)]?.focus()
}
