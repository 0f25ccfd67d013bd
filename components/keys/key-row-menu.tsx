'use client'

import { Ellipsis } from 'lucide-react'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { useKeyActions } from './use-key-actions.tsx'

/** Everything one may do to a key, behind three dots. */
export function KeyRowMenu({ apiKey }: { apiKey: ApiKey }) {
  const actions = useKeyActions(apiKey)
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton label={`Actions for ${apiKey.name}`} tooltip={false}>
          <Ellipsis aria-hidden="true" className="size-4" />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="min-w-44">
        {actions.map((action) => (
          <div key={action.id} className="contents">
            {action.danger && <DropdownMenuSeparator />}
            <DropdownMenuItem icon={action.icon} danger={action.danger ?? false} onSelect={action.run}>
              {action.label}
            </DropdownMenuItem>
          </div>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
