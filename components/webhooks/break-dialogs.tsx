'use client'

import { useRouter } from 'next/navigation'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import {
  deleteWebhook,
  listWebhookDeliveries,
  listWebhooks,
  updateWebhook,
  type Webhook,
} from '#lib/contracts/webhooks.ts'
import { endpointReads } from './use-signing-secret.ts'

interface BreakDialogProps {
  endpoint: Webhook
  onClose: () => void
}

/** Says what is lost before an endpoint is disabled. */
export function DisableEndpointDialog({ endpoint, onClose }: BreakDialogProps) {
  const update = useMutate(updateWebhook, {
    invalidates: [...endpointReads, listWebhookDeliveries],
    onSuccess: () => {
      onClose()
      toast.success('The endpoint is disabled')
    },
  })
  const waiting = endpoint.recent.filter(({ state }) => state === 'pending').length
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Disable ${new URL(endpoint.url).host}?`}
      consequences={
        <>
          Nothing is sent to it until somebody enables it again, and what happens meanwhile is not sent later.
          {waiting > 0 &&
            ` ${waiting === 1 ? 'One delivery that is' : `${waiting} deliveries that are`} on the way ${waiting === 1 ? 'is' : 'are'} given up.`}
        </>
      }
      confirmLabel="Disable endpoint"
      tone="caution"
      busy={update.isPending}
      error={update.error && problemOf(update.error).message}
      onConfirm={() => update.mutate({ input: { endpointId: endpoint.id, enabled: false } })}
    />
  )
}

/** Says what is lost before an endpoint is deleted. */
export function DeleteEndpointDialog({ endpoint, onClose }: BreakDialogProps) {
  const router = useRouter()
  const remove = useMutate(deleteWebhook, {
    invalidates: [listWebhooks],
    onSuccess: () => {
      toast.success('The endpoint is deleted')
      router.push('/webhooks')
    },
  })
  const { host } = new URL(endpoint.url)
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Delete ${host}?`}
      consequences="Nothing is sent to it any more, and its signing secret and its log of deliveries are gone. Whatever relies on it hears of nothing."
      confirmLabel="Delete endpoint"
      typeName={host}
      busy={remove.isPending}
      error={remove.error && problemOf(remove.error).message}
      onConfirm={() => remove.mutate({ input: { endpointId: endpoint.id } })}
    />
  )
}
