'use client'

import { Ban, CirclePlay, Copy, Pencil, RefreshCw, Trash2, UserRound } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { copyText } from '#components/ui/copy-text.ts'
import { toast } from '#components/ui/toast-store.ts'
import { mayForOthers, mayOnKey, useMe } from '#lib/client/me.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { useKeyDialogs } from './use-key-dialogs.ts'
import { useSetEnabled } from './use-set-enabled.ts'

export interface KeyAction {
  id: 'copy' | 'edit' | 'enable' | 'disable' | 'rotate' | 'transfer' | 'revoke'
  label: string
  icon: ReactNode
  danger?: boolean
  run: () => void
}

const ended: ReadonlySet<ApiKey['status']> = new Set(['revoked'])

/** What this person may do to this key, in order: for its row's menu, its page and the command menu alike. */
export function useKeyActions(key: ApiKey): readonly KeyAction[] {
  const me = useMe()
  const { open } = useKeyDialogs()
  const setEnabled = useSetEnabled(key)
  return useMemo(() => {
    const actions: KeyAction[] = []
    const may = (right: 'update' | 'rotate' | 'delete') =>
      !ended.has(key.status) && mayOnKey(me.data, right, key.owner.id)
    if (may('update')) {
      actions.push({
        id: 'edit',
        label: 'Edit',
        icon: <Pencil aria-hidden="true" />,
        run: () => open({ kind: 'edit', key }),
      })
      actions.push(
        key.enabled
          ? {
              id: 'disable',
              label: 'Disable',
              icon: <Ban aria-hidden="true" />,
              run: () => open({ kind: 'disable', key }),
            }
          : {
              id: 'enable',
              label: 'Enable',
              icon: <CirclePlay aria-hidden="true" />,
              run: () => setEnabled(true),
            },
      )
    }
    if (may('rotate'))
      actions.push({
        id: 'rotate',
        label: 'Rotate',
        icon: <RefreshCw aria-hidden="true" />,
        run: () => open({ kind: 'rotate', key }),
      })
    if (may('update') && mayForOthers(me.data, 'update'))
      actions.push({
        id: 'transfer',
        label: 'Transfer',
        icon: <UserRound aria-hidden="true" />,
        run: () => open({ kind: 'bulk', action: 'transfer', keys: [key], onDone: () => undefined }),
      })
    actions.push({
      id: 'copy',
      label: 'Copy id',
      icon: <Copy aria-hidden="true" />,
      run: () =>
        void copyText(key.id).then(
          () => toast.success('Id copied'),
          () => toast.error('The browser did not allow copying'),
        ),
    })
    if (may('delete'))
      actions.push({
        id: 'revoke',
        label: 'Revoke',
        icon: <Trash2 aria-hidden="true" />,
        danger: true,
        run: () => open({ kind: 'revoke', key }),
      })
    return actions
  }, [key, me.data, open, setEnabled])
}
