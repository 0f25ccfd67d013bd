'use client'

import { Ellipsis, RefreshCw, Send, Trash2 } from 'lucide-react'
import { useQueryState } from 'nuqs'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { toast } from '#components/ui/toast-store.ts'
import { useMe } from '#lib/client/me.ts'
import { useMutate } from '#lib/client/query.ts'
import {
  listWebhookDeliveries,
  sendWebhookTest,
  updateWebhook,
  type Webhook,
} from '#lib/contracts/webhooks.ts'
import { DeleteEndpointDialog, DisableEndpointDialog } from './break-dialogs.tsx'
import { EditEndpointDialog } from './edit-endpoint-dialog.tsx'
import { RevealSecret } from './reveal-secret.tsx'
import { RotateSecretDialog } from './rotate-secret-dialog.tsx'
import { endpointReads } from './use-signing-secret.ts'

type Open = 'edit' | 'rotate' | 'disable' | 'delete'

/** What may be done to an endpoint, at the right of its name. */
export function EndpointActions({ endpoint }: { endpoint: Webhook }) {
  const me = useMe()
  const [open, setOpen] = useState<Open | null>(null)
  const [rotated, setRotated] = useState<Webhook | null>(null)
  const close = () => setOpen((now) => (now === open ? null : now))
  if (!me.data?.permissions.includes('webhook:update')) return null
  return (
    <div className="ml-auto flex flex-wrap items-center gap-2 max-sm:ml-0">
      {endpoint.enabled ? <TestButton endpoint={endpoint} /> : <EnableButton endpoint={endpoint} />}
      <Button onClick={() => setOpen('edit')}>Edit</Button>
      {endpoint.enabled && <Button onClick={() => setOpen('disable')}>Disable</Button>}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label="More for this endpoint" tooltip={false} size="md">
            <Ellipsis aria-hidden="true" className="size-4" />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem icon={<RefreshCw aria-hidden="true" />} onSelect={() => setOpen('rotate')}>
            Rotate signing secret
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem danger icon={<Trash2 aria-hidden="true" />} onSelect={() => setOpen('delete')}>
            Delete
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {open === 'edit' && <EditEndpointDialog endpoint={endpoint} onClose={close} />}
      {open === 'disable' && <DisableEndpointDialog endpoint={endpoint} onClose={close} />}
      {open === 'delete' && <DeleteEndpointDialog endpoint={endpoint} onClose={close} />}
      {open === 'rotate' && (
        <RotateSecretDialog
          endpoint={endpoint}
          onClose={close}
          onRotated={(now) => {
            close()
            setRotated(now)
          }}
        />
      )}
      {rotated && <RevealSecret endpoint={rotated} cause="rotated" onClose={() => setRotated(null)} />}
    </div>
  )
}

/** Sends a test event, and opens what becomes of it. */
function TestButton({ endpoint }: { endpoint: Webhook }) {
  const [, setDelivery] = useQueryState('delivery')
  const test = useMutate(sendWebhookTest, {
    invalidates: [...endpointReads, listWebhookDeliveries],
    onSuccess: ({ id }) => void setDelivery(id),
    onError: (error) =>
      void toast.error('The test event was not sent', { description: problemOf(error).message }),
  })
  return (
    <Button
      icon={<Send aria-hidden="true" className="size-4" />}
      loading={test.isPending}
      onClick={() => test.mutate({ input: { endpointId: endpoint.id } })}
    >
      Send test event
    </Button>
  )
}

function EnableButton({ endpoint }: { endpoint: Webhook }) {
  const update = useMutate(updateWebhook, {
    invalidates: endpointReads,
    onSuccess: () =>
      void toast.success('The endpoint is enabled', {
        description: 'What it missed meanwhile is not sent. Deliver it again from the log.',
      }),
    onError: (error) =>
      void toast.error('The endpoint is still disabled', { description: problemOf(error).message }),
  })
  return (
    <Button
      variant="primary"
      loading={update.isPending}
      onClick={() => update.mutate({ input: { endpointId: endpoint.id, enabled: true } })}
    >
      Enable
    </Button>
  )
}
