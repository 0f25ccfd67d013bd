'use client'

import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react'
import type { CommandGroup } from './command-menu.tsx'

interface Registry {
  groups: readonly CommandGroup[]
  add: (group: CommandGroup) => () => void
  open: boolean
  setOpen: (open: boolean) => void
}

const RegistryContext = createContext<Registry | null>(null)

/** Keeps what pages add to the command menu, and whether it is open. */
export function CommandProvider({ children }: { children: ReactNode }) {
  const [groups, setGroups] = useState<readonly CommandGroup[]>([])
  const [open, setOpen] = useState(false)
  // The same for ever: adding a group must not be a reason to add it again.
  const add = useCallback((group: CommandGroup) => {
    setGroups((current) => [group, ...current])
    return () => setGroups((current) => current.filter((each) => each !== group))
  }, [])
  const registry = useMemo<Registry>(() => ({ groups, add, open, setOpen }), [groups, add, open])
  return <RegistryContext value={registry}>{children}</RegistryContext>
}

/** The command menu's registry; inside the portal only. */
export function useCommands(): Registry {
  const registry = use(RegistryContext)
  if (!registry) throw new Error('useCommands is called inside the portal shell')
  return registry
}

/**
 * Adds a group to ⌘K while the component is on the page (`This key`, `3 selected`). Memoize the group: a new object
 * is a new group.
 */
export function useCommandGroup(group: CommandGroup | null): void {
  const registry = use(RegistryContext)
  const add = registry?.add
  useEffect(() => (group && add ? add(group) : undefined), [group, add])
}
