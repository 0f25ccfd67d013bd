'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { cameLate } from '#components/shell/edit-conflict.tsx'
import { EditForm } from '#components/shell/edit-form.tsx'
import { Dialog, DialogPanel } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { getWebhook, updateWebhook, type Webhook } from '#lib/contracts/webhooks.ts'
import { EndpointFields } from './endpoint-fields.tsx'
import {
  changedBody,
  endpointChanges,
  endpointFieldFor,
  endpointForm,
  endpointValues,
} from './endpoint-form.ts'
import { endpointReads } from './use-signing-secret.ts'

interface EditEndpointDialogProps {
  endpoint: Webhook
  onClose: () => void
}

/** Changes an endpoint, from the version that was on the screen. */
export function EditEndpointDialog({ endpoint, onClose }: EditEndpointDialogProps) {
  const endpointId = endpoint.id
  const update = useMutate(updateWebhook, {
    invalidates: endpointReads,
    shows: endpointReads,
    onSuccess: () => {
      onClose()
      toast.success('The endpoint is changed')
    },
  })
  const current = useOperation(getWebhook, { endpointId }, { enabled: cameLate(update.error) })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title="Edit the endpoint" description="What is on its way goes to the new address too.">
        <EditForm
          noun="endpoint"
          thing={endpoint}
          resolver={zodResolver(endpointForm)}
          valuesOf={endpointValues}
          bodyOf={changedBody}
          changes={endpointChanges}
          fieldFor={endpointFieldFor}
          current={current}
          update={update}
          onSend={(body, ifVersion) => update.mutate({ input: { endpointId, ...body }, ifVersion })}
          onClose={onClose}
        >
          <EndpointFields editing />
        </EditForm>
      </DialogPanel>
    </Dialog>
  )
}
