'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import type { Webhook } from '#lib/contracts/webhooks.ts'
import { EndpointFields } from './endpoint-fields.tsx'
import {
  type EndpointFormInput,
  type EndpointFormValues,
  endpointBody,
  endpointFieldFor,
  endpointForm,
  newEndpoint,
} from './endpoint-form.ts'
import { useCreateEndpoint } from './use-signing-secret.ts'

interface CreateEndpointDialogProps {
  onClose: () => void
  onMade: (endpoint: Webhook) => void
}

/** Makes an endpoint; its secret waits for the reveal. */
export function CreateEndpointDialog({ onClose, onMade }: CreateEndpointDialogProps) {
  const form = useForm<EndpointFormInput, unknown, EndpointFormValues>({
    resolver: zodResolver(endpointForm),
    defaultValues: newEndpoint,
    mode: 'onTouched',
  })
  const create = useCreateEndpoint(onMade)
  return (
    <Dialog open onOpenChange={() => !create.isPending && onClose()}>
      <DialogPanel title="New endpoint" description="Where signed messages are sent when something happens.">
        <Form
          form={form}
          label="New endpoint"
          failure={create.error}
          fieldFor={endpointFieldFor}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) => create.mutate({ input: endpointBody(values) })}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={create.error} />
            <EndpointFields editing={false} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={create.isPending}>
              Create endpoint
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}
