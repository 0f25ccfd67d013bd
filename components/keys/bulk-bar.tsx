'use client'

import { X } from 'lucide-react'
import { useMemo } from 'react'
import type { CommandGroup } from '#components/shell/command-menu.tsx'
import { useCommandGroup } from '#components/shell/command-registry.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { bulkWords } from './bulk-words.ts'
import { type BulkAction, useKeyDialogs } from './use-key-dialogs.ts'
import { mostSelected, type Selection } from './use-selection.ts'

const labels: Record<BulkAction, string> = {
  enable: 'Enable',
  disable: 'Disable',
  transfer: 'Transfer',
  expire: 'Set an end',
  narrow: 'Narrow',
  revoke: 'Revoke',
}

interface BulkBarProps {
  actions: readonly BulkAction[]
  selection: Selection
  /** The keys that the list shows. */
  shown: readonly ApiKey[]
}

/** What can be done to the chosen keys; over the end of the list while any is chosen. */
export function BulkBar({ actions: offered, selection, shown }: BulkBarProps) {
  const { open } = useKeyDialogs()
  const most = Math.min(shown.length, mostSelected)
  const actions = useMemo(
    () =>
      offered.map((action) => ({
        action,
        run: () => open({ kind: 'bulk', action, keys: selection.keys, onDone: selection.clear }),
      })),
    [offered, open, selection],
  )
  const group = useMemo<CommandGroup | null>(() => {
    if (selection.count === 0) return null
    return {
      heading: `${selection.count} selected`,
      items: actions.map(({ action, run }) => ({
        id: action,
        label: bulkWords(action, selection.count).confirm,
        onSelect: run,
      })),
    }
  }, [selection.count, actions])
  useCommandGroup(group)
  return (
    <div role="status" className="pointer-events-none sticky bottom-0 z-20 flex justify-center p-3 sm:p-4">
      {selection.count > 0 && (
        <fieldset
          aria-label="Selected keys"
          className="pointer-events-auto flex max-w-full animate-rise flex-wrap items-center gap-1.5 rounded-lg bg-panel p-1.5 pl-4 shadow-float"
        >
          {/* On a phone the first line is the count and the way out, the second the actions. */}
          <span className="mr-2 whitespace-nowrap tabular-nums max-sm:basis-[calc(100%-56px)]">
            {selection.count} selected
          </span>
          <IconButton
            label="Clear the selection"
            tooltip={false}
            onClick={selection.clear}
            className="sm:order-last"
          >
            <X aria-hidden="true" className="size-4" />
          </IconButton>
          {selection.count < most && (
            <Button size="sm" variant="ghost" onClick={() => selection.setAll(shown, true)}>
              Select all {most}
            </Button>
          )}
          {actions.map(({ action, run }) => (
            <Button
              key={action}
              size="sm"
              variant={action === 'revoke' ? 'danger' : 'secondary'}
              onClick={run}
            >
              {labels[action]}
            </Button>
          ))}
        </fieldset>
      )}
    </div>
  )
}
