'use client'

import { Command } from 'cmdk'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { cn } from '#components/ui/cn.ts'
import { menuItemStyles } from '#components/ui/menu-styles.ts'
import { overlayStyles } from '#components/ui/overlay-styles.ts'
import { Spinner } from '#components/ui/spinner.tsx'
import { ShortcutKeys } from './shortcut-provider.tsx'

export interface CommandItem {
  id: string
  label: string
  onSelect: () => void
  /** Other words it is found by. */
  keywords?: readonly string[]
  /** Before the label: an icon or a drawing. */
  lead?: ReactNode
  /** At the right, faint: a mask, a place. */
  hint?: ReactNode
  /** Keys that do the same. */
  shortcut?: string
}

export interface CommandGroup {
  heading: string
  items: readonly CommandItem[]
  /** Found by the server for what was typed: shown as they come, not filtered again. */
  found?: boolean
}

export interface CommandMenuProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  groups: readonly CommandGroup[]
  /** Told what is typed, so that `found` groups can follow; debounce it there. */
  onSearch?: (text: string) => void
  searching?: boolean
}

/** Everything one can go to and do, by typing. Opened with ⌘K. */
export function CommandMenu({ open, onOpenChange, groups, onSearch, searching }: CommandMenuProps) {
  const [text, setText] = useState('')
  const change = (next: string) => {
    setText(next)
    onSearch?.(next)
  }
  const openChange = (next: boolean) => {
    if (!next) change('')
    onOpenChange(next)
  }
  const run = (item: CommandItem) => {
    openChange(false)
    item.onSelect()
  }
  return (
    <Radix.Root open={open} onOpenChange={openChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlayStyles} />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-0 top-0 z-50 animate-drop overflow-hidden bg-panel text-ink shadow-dialog outline-none sm:inset-x-auto sm:top-[14vh] sm:left-1/2 sm:w-[calc(100vw-32px)] sm:max-w-[560px] sm:-translate-x-1/2 sm:rounded-lg"
        >
          <Radix.Title className="sr-only">Commands</Radix.Title>
          <Command label="Commands" loop>
            <div className="relative border-b">
              <Command.Input
                value={text}
                onValueChange={change}
                maxLength={100}
                placeholder="Search keys, or what to do"
                className="h-12 w-full bg-transparent px-4 pr-12 text-base outline-none pointer-coarse:text-[16px]"
              />
              {searching && <Spinner className="absolute top-1/2 right-4 -translate-y-1/2 text-faint" />}
            </div>
            <Command.List
              label="Commands"
              className="max-h-[min(400px,60dvh)] overflow-y-auto overscroll-contain p-1.5"
            >
              {!searching && (
                <Command.Empty className="px-3 py-6 text-center text-faint">Nothing matches</Command.Empty>
              )}
              {groups.map((group) =>
                group.items.length === 0 ? null : (
                  <Command.Group
                    key={group.heading}
                    heading={group.heading}
                    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs"
                  >
                    {group.items.map((item) => (
                      <Command.Item
                        key={item.id}
                        // The text itself among the keywords: what the server found always matches.
                        value={`${group.heading}/${item.id}`}
                        keywords={[item.label, ...(item.keywords ?? []), ...(group.found ? [text] : [])]}
                        onSelect={() => run(item)}
                        className={cn(menuItemStyles, 'px-2.5 data-[selected=true]:bg-wash')}
                      >
                        {item.lead}
                        <span className="min-w-0 flex-1 truncate">{item.label}</span>
                        {item.hint && <span className="min-w-0 truncate text-faint">{item.hint}</span>}
                        {item.shortcut && <ShortcutKeys keys={item.shortcut} />}
                      </Command.Item>
                    ))}
                  </Command.Group>
                ),
              )}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
