'use client'

import { Ellipsis } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import type { KeyAction } from './use-key-actions.tsx'

const shown: readonly KeyAction['id'][] = ['edit', 'enable', 'disable', 'rotate', 'revoke']

/** The actions of a key at the right of its name; what is rare stands behind three dots. */
export function KeyHeaderActions({ apiKey, actions }: { apiKey: ApiKey; actions: readonly KeyAction[] }) {
  const buttons = actions.filter((action) => shown.includes(action.id))
  const rest = actions.filter((action) => !shown.includes(action.id))
  return (
    <div className={cn('ml-auto flex flex-wrap items-center gap-2', buttons.length > 0 && 'max-sm:ml-0')}>
      {buttons.map((action) => (
        <Button key={action.id} variant={action.danger ? 'danger' : 'secondary'} onClick={action.run}>
          {action.label}
        </Button>
      ))}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label={`More for ${apiKey.name}`} tooltip={false} size="md">
            <Ellipsis aria-hidden="true" className="size-4" />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {rest.map((action) => (
            <DropdownMenuItem key={action.id} icon={action.icon} onSelect={action.run}>
              {action.label}
            </DropdownMenuItem>
          ))}
        </DropdownMenuContent>
      </DropdownMenu>
    </div>
  )
}
