'use client'

import { Keyboard, LogOut, UserRound } from 'lucide-react'
import Link from 'next/link'
import { Avatar } from '#components/ui/avatar.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useShortcutList } from './shortcut-provider.tsx'
import { type ThemeChoice, useThemeChoice } from './theme-provider.tsx'

export interface UserMenuProps {
  /** An empty name is one that is still being read. */
  user: { name: string; email: string }
  onSignOut: () => void
}

/** Who is signed in, and what concerns them alone. */
export function UserMenu({ user, onSignOut }: UserMenuProps) {
  const { choice, choose } = useThemeChoice()
  const showShortcuts = useShortcutList()
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <button
          type="button"
          aria-label={user.name ? `Account: ${user.name}` : 'Account'}
          className="flex h-9 w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-left text-muted transition-colors duration-100 hover:bg-wash hover:text-ink data-[state=open]:bg-wash data-[state=open]:text-ink pointer-coarse:h-11"
        >
          <Avatar name={user.name} />
          <span className="min-w-0 flex-1 truncate">{user.name || <Skeleton className="h-3 w-24" />}</span>
        </button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" side="top" className="min-w-52">
        <DropdownMenuLabel className="truncate">{user.email}</DropdownMenuLabel>
        <DropdownMenuItem asChild>
          <Link href="/account">
            <UserRound aria-hidden="true" />
            Account
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem icon={<Keyboard aria-hidden="true" />} shortcut="?" onSelect={showShortcuts}>
          Keyboard shortcuts
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>Theme</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={choice} onValueChange={(next) => choose(next as ThemeChoice)}>
          <DropdownMenuRadioItem value="light">Light</DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="dark">Dark</DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="system">As the system</DropdownMenuRadioItem>
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem icon={<LogOut aria-hidden="true" />} onSelect={onSignOut}>
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
