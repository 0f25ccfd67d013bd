'use client'

import { useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { Input } from '#components/ui/input.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import type { ApiKey, ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { type GraceStart, maxGrace } from '#lib/contracts/keys.ts'
import { customGrace, type GraceChoice, graceSeconds } from './grace.ts'
import { KeyTraffic } from './key-traffic.tsx'
import { useRotateKey } from './use-issue.ts'

interface RotateDialogProps {
  apiKey: ApiKey
  onClose: () => void
  onIssued: (key: ApiKeyDetail) => void
}

const options: { value: GraceChoice; label: string; description: string }[] = [
  {
    value: 'none',
    label: 'At once',
    description: 'For a secret that leaked: the old one is refused as soon as the new one is here.',
  },
  { value: '1h', label: 'After 1 hour', description: 'For clients that you restart now.' },
  {
    value: '24h',
    label: 'After 24 hours',
    description: 'For clients that others run. Both secrets work until then.',
  },
  { value: 'custom', label: 'After another time', description: 'At most 24 hours.' },
]

const startOptions: { value: GraceStart; label: string; description: string }[] = [
  { value: 'now', label: 'From now', description: 'The old secret ends by itself, moved or not.' },
  {
    value: 'first_use',
    label: 'From the first use of the new secret',
    description:
      'Until then both work, for 30 days at most. For clients that take the new one when they can.',
  },
]

/** Gives a key a new secret, and the old one an end that comes by itself. */
export function RotateDialog({ apiKey, onClose, onIssued }: RotateDialogProps) {
  const [choice, setChoice] = useState<GraceChoice>('24h')
  const [minutes, setMinutes] = useState('240')
  const [starts, setStarts] = useState<GraceStart>('now')
  const rotate = useRotateKey(onIssued)

  const custom = customGrace(minutes)
  const wrong = choice === 'custom' && custom === null
  const submit = () => {
    if (wrong || rotate.isPending) return
    rotate.mutate({
      input: {
        keyId: apiKey.id,
        graceSeconds: graceSeconds(choice, custom),
        ...(choice !== 'none' && { graceStarts: starts }),
      },
    })
  }
  return (
    <Dialog open onOpenChange={() => !rotate.isPending && onClose()}>
      <DialogPanel
        title={`Rotate “${apiKey.name}”`}
        description="It gets a new secret. Its id, access and history stay."
        art={<Bitting keyId={apiKey.id} generation={apiKey.generation} size="md" />}
      >
        <form
          className={dialogFormStyles}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={rotate.error} />
            <KeyTraffic apiKey={apiKey} />
            {apiKey.rotatingUntil !== null && (
              <Banner tone="warning">
                It is rotating already. Rotating again ends the older of its two secrets at once.
              </Banner>
            )}
            <RadioGroup
              label="The old secret ends"
              options={options}
              value={choice}
              onValueChange={setChoice}
            />
            {choice === 'custom' && (
              <div className="-mt-2 grid gap-1.5 pl-6.5">
                <label htmlFor="grace-minutes" className="sr-only">
                  Minutes until the old secret ends
                </label>
                <Input
                  id="grace-minutes"
                  inputMode="numeric"
                  className="w-40"
                  trail="minutes"
                  value={minutes}
                  aria-invalid={wrong || undefined}
                  aria-describedby={wrong ? 'grace-wrong' : undefined}
                  onChange={(event) => setMinutes(event.target.value)}
                />
                {wrong && (
                  <p id="grace-wrong" className="text-danger text-xs">
                    A whole number from 1 to {maxGrace / 60}
                  </p>
                )}
              </div>
            )}
            {choice !== 'none' && (
              <RadioGroup
                label="That time runs"
                options={startOptions}
                value={starts}
                onValueChange={setStarts}
              />
            )}
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose} disabled={rotate.isPending}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" loading={rotate.isPending} disabled={wrong}>
              Rotate key
            </Button>
          </DialogFooter>
        </form>
      </DialogPanel>
    </Dialog>
  )
}
