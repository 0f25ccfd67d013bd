'use client'

import { useState } from 'react'
import { FormError } from '#components/form/form-error.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import type { Webhook } from '#lib/contracts/webhooks.ts'
import { useRotateSecret } from './use-signing-secret.ts'

interface RotateSecretDialogProps {
  endpoint: Webhook
  onClose: () => void
  onRotated: (endpoint: Webhook) => void
}

const graces = { none: 0, '1h': 3600, '24h': 86_400, '7d': 7 * 86_400 } as const
type Grace = keyof typeof graces

const options: { value: Grace; label: string; description: string }[] = [
  {
    value: 'none',
    label: 'At once',
    description: 'For a secret that leaked. Your receiver refuses everything until it has the new one.',
  },
  { value: '1h', label: 'After 1 hour', description: 'For a receiver that you change now.' },
  {
    value: '24h',
    label: 'After 24 hours',
    description:
      'Until then deliveries carry both signatures, and a receiver that knows either accepts them.',
  },
  { value: '7d', label: 'After 7 days', description: 'For a receiver that others change.' },
]

/** Gives an endpoint a new signing secret, and the old one an end that comes by itself. */
export function RotateSecretDialog({ endpoint, onClose, onRotated }: RotateSecretDialogProps) {
  const [grace, setGrace] = useState<Grace>('24h')
  const rotate = useRotateSecret(onRotated)
  return (
    <Dialog open onOpenChange={() => !rotate.isPending && onClose()}>
      <DialogPanel
        title="Rotate the signing secret"
        description={`Of ${new URL(endpoint.url).host}. It gets a new one, which is shown once.`}
      >
        <form
          className={dialogFormStyles}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (!rotate.isPending)
              rotate.mutate({ input: { endpointId: endpoint.id, graceSeconds: graces[grace] } })
          }}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={rotate.error} />
            {endpoint.oldSecretUntil !== null && (
              <Banner tone="warning">
                It is rotating already. Rotating again ends the older of its two secrets at once.
              </Banner>
            )}
            <RadioGroup
              label="The old secret ends"
              options={options}
              value={grace}
              onValueChange={setGrace}
            />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose} disabled={rotate.isPending}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" loading={rotate.isPending}>
              Rotate secret
            </Button>
          </DialogFooter>
        </form>
      </DialogPanel>
    </Dialog>
  )
}
