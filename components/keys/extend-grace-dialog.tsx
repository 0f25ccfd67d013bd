'use client'

import { useState } from 'react'
import { FormError } from '#components/form/form-error.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { exactText } from '#components/ui/relative-time-text.ts'
import { useMutate } from '#lib/client/query.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { extendGrace } from '#lib/contracts/keys.ts'
import { keyAndUsageReads } from './key-cache.ts'
import { type Extension, extendedEnd, extensionsOf } from './rotation.ts'
import { tellOvertaken } from './tell-overtaken.ts'

interface ExtendGraceDialogProps {
  apiKey: ApiKeyDetail
  /** When the old secret ends now, and at the latest (ISO 8601). */
  endsAt: string
  latest: string
  onClose: () => void
}

const labels: Record<Exclude<Extension, 'latest'>, string> = {
  '1h': '1 hour longer',
  '24h': '24 hours longer',
  '7d': '7 days longer',
}

/** Lets the old secret work for longer. */
export function ExtendGraceDialog({ apiKey, endsAt, latest, onClose }: ExtendGraceDialogProps) {
  const offered = extensionsOf(endsAt, latest)
  const [choice, setChoice] = useState<Extension>(offered.includes('24h') ? '24h' : 'latest')
  const extend = useMutate(extendGrace, {
    invalidates: keyAndUsageReads,
    onSuccess: ({ effective }) => {
      onClose()
      tellEffective('The old secret works for longer', effective, 'In effect')
    },
    onError: (error) => void tellOvertaken(error, 'Nothing was extended', onClose),
  })
  const bound =
    latest === apiKey.expiresAt
      ? 'Until the key itself expires'
      : 'As long as can be: 30 days from the rotation'
  return (
    <Dialog open onOpenChange={() => !extend.isPending && onClose()}>
      <DialogPanel
        title="Extend the old secret"
        description="For clients that need more time to move to the new one."
        size="sm"
      >
        <form
          aria-label="Extend the old secret"
          className={dialogFormStyles}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            extend.mutate({
              input: { keyId: apiKey.id, endsAt: extendedEnd(choice, endsAt, latest) },
              ifVersion: apiKey.version,
            })
          }}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={extend.error} />
            <RadioGroup
              label="It is to work"
              value={choice}
              onValueChange={setChoice}
              options={offered.map((value) => ({
                value,
                label: value === 'latest' ? bound : labels[value],
                description: exactText(Date.parse(extendedEnd(value, endsAt, latest))),
              }))}
            />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose} disabled={extend.isPending}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" loading={extend.isPending}>
              Extend
            </Button>
          </DialogFooter>
        </form>
      </DialogPanel>
    </Dialog>
  )
}
