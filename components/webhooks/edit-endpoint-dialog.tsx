'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { EditConflict } from '#components/shell/edit-conflict.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { getWebhook, updateWebhook, type Webhook } from '#lib/contracts/webhooks.ts'
import { EndpointFields } from './endpoint-fields.tsx'
import {
  changedBody,
  type EndpointFormInput,
  type EndpointFormValues,
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
  const [from, setFrom] = useState(endpoint)
  const form = useForm<EndpointFormInput, unknown, EndpointFormValues>({
    resolver: zodResolver(endpointForm),
    defaultValues: endpointValues(endpoint),
    mode: 'onTouched',
  })
  const update = useMutate(updateWebhook, {
    invalidates: endpointReads,
    onSuccess: () => {
      onClose()
      toast.success('The endpoint is changed')
    },
  })
  const conflict = update.error?.code === 'precondition_failed'
  const current = useOperation(getWebhook, { endpointId: endpoint.id }, { enabled: conflict })
  const failure = conflict ? null : update.error
  const send = (values: EndpointFormValues, ifVersion: number) => {
    const body = changedBody(values, from)
    if (Object.keys(body).length === 0) return onClose()
    update.mutate({ input: { endpointId: endpoint.id, ...body }, ifVersion })
  }
  const restart = (theirs: Webhook) => {
    setFrom(theirs)
    form.reset(endpointValues(theirs))
    update.reset()
  }
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title="Edit the endpoint" description="What is on its way goes to the new address too.">
        <Form
          form={form}
          label="Edit the endpoint"
          failure={failure}
          fieldFor={endpointFieldFor}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) => send(values, from.version)}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={failure} />
            {conflict && (
              <EditConflict
                noun="endpoint"
                base={from}
                query={current}
                changes={endpointChanges}
                onTheirs={restart}
                onMine={(theirs) => void form.handleSubmit((values) => send(values, theirs.version))()}
              />
            )}
            <EndpointFields editing />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={update.isPending} disabled={conflict}>
              Save changes
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}
