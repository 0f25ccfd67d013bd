'use client'

import { cameLate } from '#components/shell/edit-conflict.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { useInfinite, useMutate, useOperation } from '#lib/client/query.ts'
import { getLevel, listLevels, previewLevel, type Rung, updateLevel } from '#lib/contracts/levels.ts'
import { catalogueReads } from '../catalogue-reads.ts'
import { EditSetDialog } from '../edit-set-dialog.tsx'
import { useSetEditing } from '../use-set-editing.ts'
import { movedHere, rungName } from './ladder.ts'

interface EditRungDialogProps {
  rung: Rung
  rungs: readonly Rung[]
  onClose: () => void
}

/** Changes a rung of the ladder. */
export function EditRungDialog({ rung, rungs, onClose }: EditRungDialogProps) {
  const { level } = rung
  const editing = useSetEditing(rung)
  const preview = useInfinite(
    previewLevel,
    { level, permissions: editing.names, limit: 5 },
    { enabled: editing.asks, keepPrevious: true },
  )
  const update = useMutate(updateLevel, {
    invalidates: catalogueReads,
    shows: [listLevels, getLevel],
    onSuccess: (changed) => {
      onClose()
      tellEffective(`Level ${rungName(changed)} is changed`, changed.effective, 'In effect')
    },
  })
  const late = cameLate(update.error)
  const current = useOperation(getLevel, { level }, { enabled: late })
  const moved = movedHere(editing.chosen, level, rungs)
  const leaving = moved.map(({ name, from }) => `${name} leaves level ${from.level}`).join(', ')
  return (
    <EditSetDialog
      noun="level"
      title={`Edit level ${rungName(rung)}`}
      description="Keys of this level and of those above hold what it adds."
      legend="It adds"
      editing={editing}
      preview={preview}
      current={current}
      update={update}
      onSend={(body, ifVersion) => update.mutate({ input: { level, ...body }, ifVersion })}
      note={moved.length > 0 && <p className="text-muted">A permission stands on one rung: {leaving}.</p>}
      onClose={onClose}
    />
  )
}
