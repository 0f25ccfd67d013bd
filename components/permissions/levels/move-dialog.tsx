'use client'

import { FormError } from '#components/form/form-error.tsx'
import { ChangePreview } from '#components/shell/change-preview.tsx'
import { cameLate } from '#components/shell/edit-conflict.tsx'
import { InSight } from '#components/shell/in-sight.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { useConsent, WidenConsent } from '#components/shell/widen-consent.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { useInfinite, useMutate } from '#lib/client/query.ts'
import { previewLevel, type Rung, updateLevel } from '#lib/contracts/levels.ts'
import { catalogueReads } from '../catalogue-reads.ts'
import { rungName } from './ladder.ts'
import type { Move } from './rung-permission.tsx'

interface MoveDialogProps {
  move: Move
  rungs: readonly Rung[]
  onMoved: () => void
  onClose: () => void
}

/** Asks before a permission goes to another rung, or off the ladder: says which keys notice. */
export function MoveDialog({ move, rungs, onMoved, onClose }: MoveDialogProps) {
  const { name, from, to } = move
  const changed = rungs.find(({ level }) => level === (to ?? from))
  const names = changed?.permissions.filter((one) => one !== name) ?? []
  const input = { level: changed?.level ?? 0, permissions: to === null ? names : [...names, name] }
  const preview = useInfinite(previewLevel, { ...input, limit: 5 }, { enabled: changed !== undefined })
  const consent = useConsent(name, preview.data?.pages[0]?.gaining ?? 0)
  const update = useMutate(updateLevel, {
    invalidates: catalogueReads,
    onSuccess: ({ effective }) => {
      onMoved()
      tellEffective(
        to === null ? `“${name}” is off the ladder` : `“${name}” is on ${placeOf(to, rungs)}`,
        effective,
        'In effect',
      )
    },
  })
  const late = cameLate(update.error)
  const ready = preview.data !== undefined && !preview.isFetching
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={to === null ? 'Take off the ladder' : 'Move on the ladder'}
        description={
          <>
            <span className="font-mono text-ink">{name}</span> from {placeOf(from, rungs)} to{' '}
            {placeOf(to, rungs)}
          </>
        }
      >
        <form
          aria-label="Move the permission"
          className={dialogFormStyles}
          onSubmit={(event) => {
            event.preventDefault()
            if (ready && consent.obtain()) update.mutate({ input, ifVersion: changed?.version })
          }}
        >
          <DialogBody className="grid content-start gap-4">
            {late ? (
              <InSight>
                <Banner tone="warning" live title="The rung was changed meanwhile">
                  What you see now is how it stands. Move it again if you still want to.
                </Banner>
              </InSight>
            ) : (
              <FormError failure={update.error} />
            )}
            <ChangePreview query={preview} stale={false} />
            <WidenConsent {...consent.field} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={update.isPending} disabled={!ready}>
              {to === null ? 'Take it off' : 'Move it'}
            </Button>
          </DialogFooter>
        </form>
      </DialogPanel>
    </Dialog>
  )
}

function placeOf(level: number | null, rungs: readonly Rung[]): string {
  if (level === null) return 'no rung'
  const rung = rungs.find((one) => one.level === level)
  return rung ? `level ${rungName(rung)}` : `level ${level}`
}
