'use client'

import { useState } from 'react'
import { expiryText, presetDays } from '#components/form/expiry.ts'
import { BulkTraffic } from '#components/shell/bulk-traffic.tsx'
import { type EffectiveWords, effectiveWords } from '#components/shell/effective-words.ts'
import { StaleNote } from '#components/shell/stale-note.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { Input } from '#components/ui/input.tsx'
import { Label } from '#components/ui/label.tsx'
import { Select } from '#components/ui/select.tsx'
import { toast } from '#components/ui/toast-store.ts'
import type { CallReply } from '#lib/client/call.ts'
import { useMutate } from '#lib/client/query.ts'
import type { ApiKey, Owner } from '#lib/contracts/api-key.ts'
import { bulkKeys } from '#lib/contracts/bulk.ts'
import { bulkWords } from './bulk-words.ts'
import { GatewaysAmong } from './gateways-among.tsx'
import { keyAndUsageReads } from './key-cache.ts'
import { TransferOwner } from './transfer-owner.tsx'
import type { BulkAction } from './use-key-dialogs.ts'

type Answer = CallReply<typeof bulkKeys>

interface BulkDialogProps {
  action: BulkAction
  keys: readonly ApiKey[]
  /** Everything that was asked for was done: the selection may go. */
  onDone: () => void
  onClose: () => void
}

/** Does one thing to many keys: says to whom it matters, then what became of each. */
export function BulkDialog({ action, keys, onDone, onClose }: BulkDialogProps) {
  const [reason, setReason] = useState('')
  const [owner, setOwner] = useState<Owner | null>(null)
  const [end, setEnd] = useState('90')
  const [answer, setAnswer] = useState<Answer | null>(null)
  const words = bulkWords(action, keys.length)
  const ends = action === 'revoke' || action === 'disable'
  const bulk = useMutate(bulkKeys, {
    invalidates: keyAndUsageReads,
    onSuccess: (reply) => {
      if (reply.results.some((result) => !result.ok)) return setAnswer(reply)
      if (ends) tellEffective(words.done, reply.effective)
      else toast.success(words.done)
      onDone()
      onClose()
    },
  })

  if (answer)
    return (
      <BulkResults
        keys={keys}
        results={answer.results}
        done={words.verb}
        effect={ends ? effectiveWords(answer.effective) : null}
        onClose={onClose}
      />
    )
  const confirm = () => {
    if (action === 'transfer' && owner === null) return
    bulk.mutate({
      input: {
        action,
        ids: keys.map((key) => key.id),
        ...(action === 'transfer' && owner ? { ownerId: owner.id } : {}),
        ...(action === 'expire' ? { expiresAt: endAt(end, Date.now()) } : {}),
        ...(action === 'revoke' && reason.trim() ? { reason: reason.trim() } : {}),
      },
    })
  }
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={words.question}
      consequences={
        <>
          {words.consequences}
          {ends && <StaleNote />}
        </>
      }
      confirmLabel={words.confirm}
      tone={action === 'revoke' ? 'danger' : 'caution'}
      {...(action === 'revoke' ? { typeName: words.noun } : {})}
      busy={bulk.isPending}
      error={bulk.error?.message ?? null}
      onConfirm={confirm}
    >
      {(ends || action === 'expire') && (
        <>
          <GatewaysAmong keys={keys} />
          <BulkTraffic keys={keys} />
        </>
      )}
      {action === 'transfer' && <TransferOwner value={owner} onValueChange={setOwner} />}
      {action === 'expire' && (
        <div className="grid gap-1.5">
          <Label htmlFor="bulk-end">They end</Label>
          <Select
            id="bulk-end"
            value={end}
            options={endChoices}
            onChange={(event) => setEnd(event.target.value)}
          />
        </div>
      )}
      {action === 'revoke' && (
        <div className="grid gap-1.5">
          <Label htmlFor="bulk-reason" optional>
            Reason
          </Label>
          <Input
            id="bulk-reason"
            value={reason}
            maxLength={500}
            placeholder="Kept in their histories"
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      )}
    </AlertDialog>
  )
}

const endChoices = [
  ...presetDays.map((days) => ({
    value: String(days),
    label: `in ${expiryText({ kind: 'days', days })}`,
  })),
  { value: 'never', label: 'never' },
]

function endAt(end: string, now: number): string | null {
  return end === 'never' ? null : new Date(now + Number(end) * 86_400_000).toISOString()
}

interface BulkResultsProps {
  keys: readonly ApiKey[]
  results: Answer['results']
  /** `revoked` */
  done: string
  /** Since when that holds for those that were changed. */
  effect: EffectiveWords | null
  onClose: () => void
}

function BulkResults({ keys, results, done, effect, onClose }: BulkResultsProps) {
  const names = new Map(keys.map((key) => [key.id, key]))
  const failed = results.filter((result) => !result.ok)
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={`${results.length - failed.length} of ${results.length} ${done}`}
        description="The others stay as they were."
      >
        <DialogBody>
          {effect && (
            <Banner tone={effect.confirmed ? 'ok' : 'warning'} className="mb-3">
              {effect.text}
            </Banner>
          )}
          <ul>
            {failed.map((result) => (
              <li
                key={result.id}
                className="grid gap-x-4 border-b py-2.5 last:border-0 sm:grid-cols-[2fr_3fr]"
              >
                <div className="min-w-0">
                  <p className="truncate">{names.get(result.id)?.name ?? result.id}</p>
                  <p className="truncate font-mono text-faint text-xs">{names.get(result.id)?.mask}</p>
                </div>
                <p className="text-danger">{result.detail ?? result.code ?? 'Refused'}</p>
              </li>
            ))}
          </ul>
        </DialogBody>
        <DialogFooter>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}
