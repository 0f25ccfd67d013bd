'use client'

import { useRouter } from 'next/navigation'
import { FormError } from '#components/form/form-error.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import { beyondHeld, installPreset, type Preset } from '#lib/contracts/presets.ts'
import { catalogueReads } from '../catalogue-reads.ts'
import { PresetParts } from './preset-parts.tsx'
import { installedWords, keysWords, listed, presetState, sizeWords } from './preset-words.ts'

interface PresetDialogProps {
  preset: Preset
  /** What the person at the screen holds. */
  held: ReadonlySet<string>
  onClose: () => void
}

const titles = { none: 'Install', partly: 'Complete', installed: '' } as const

/** Says exactly what a preset would add and to whom it matters; then installs it, where one may. */
export function PresetDialog({ preset, held, onClose }: PresetDialogProps) {
  const router = useRouter()
  const { name, title, about, missing } = preset
  const state = presetState(preset)
  const install = useMutate(installPreset, {
    invalidates: catalogueReads,
    onSuccess: (added) => {
      onClose()
      const { confirmed, text } = installedWords(added)
      const options = {
        description: text,
        action: { label: 'Create a key', onAction: () => router.push('/keys?create=1') },
      }
      if (confirmed) toast.success(`${title} is installed`, options)
      else toast.warning(`${title} is installed`, options)
    },
  })
  const why = whyNot(preset, held)
  const may = why === null && state !== 'installed'
  return (
    <Dialog open onOpenChange={() => (install.isPending ? undefined : onClose())}>
      <DialogPanel title={may ? `${titles[state]} ${title}` : title} description={about} size="md">
        <DialogBody bleed>
          <div className="grid gap-4 px-4 pb-5 sm:px-7">
            <FormError failure={install.error} />
            {state === 'installed' ? (
              <p>All of it is in your organization: {sizeWords(preset)}.</p>
            ) : (
              <p className="text-muted">
                {why === null ? 'It adds' : 'It would add'} what is listed here. Nothing that you have is
                taken away or renamed.
              </p>
            )}
            {missing.keys !== null && missing.keys > 0 && (
              <Banner
                tone="warning"
                title={missing.keys === 1 ? '1 key will hold more' : `${missing.keys} keys will hold more`}
              >
                {keysWords(missing.keys, missing)}
              </Banner>
            )}
            {why && <Banner>{why}</Banner>}
          </div>
          <PresetParts part={missing} widens={(missing.keys ?? 0) > 0} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose} disabled={install.isPending}>
            {may ? 'Cancel' : 'Close'}
          </Button>
          {may && (
            <Button
              variant="primary"
              loading={install.isPending}
              onClick={() => install.mutate({ input: { preset: name } })}
            >
              {state === 'partly' ? 'Add what is missing' : 'Install preset'}
            </Button>
          )}
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}

/** Why this person may not install it, in a sentence; null where they may. */
function whyNot({ missing }: Preset, held: ReadonlySet<string>): string | null {
  if (!held.has('permission:update')) return 'Only owners and admins can install a preset. Ask one of them.'
  const beyond = beyondHeld(missing, held)
  if (beyond.length === 0) return null
  return `It hands on ${listed(beyond)}, which you do not hold: only an owner can install it.`
}
