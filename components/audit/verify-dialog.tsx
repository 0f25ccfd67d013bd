'use client'

import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { type Description, DescriptionList } from '#components/ui/description-list.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { exactText } from '#components/ui/relative-time-text.ts'
import type { CallReply } from '#lib/client/call.ts'
import { useMutate } from '#lib/client/query.ts'
import { createAuditCheckpoint, listAuditCheckpoints, type verifyAuditLog } from '#lib/contracts/audit.ts'
import { downloadCheckpoint } from './download-checkpoint.ts'
import { useVerification } from './use-verification.ts'

type Verified = CallReply<typeof verifyAuditLog>

/** Holds the log against its chain, and tells what came of it. */
export function VerifyDialog({ onClose }: { onClose: () => void }) {
  const { verified, failure, again } = useVerification()
  const isOver = verified !== null && verified.status !== 'unfinished'
  const checkpoint = useMutate(createAuditCheckpoint, {
    invalidates: [listAuditCheckpoints],
    onSuccess: downloadCheckpoint,
  })
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        title="Verify the chain"
        description="Each event’s hash covers the one before it: what was changed, dropped or put in shows."
      >
        <DialogBody className="grid content-start gap-5">
          <div role="status" className="grid gap-5">
            {failure && (
              <Banner tone="danger" title="The verification stopped">
                {failure}
              </Banner>
            )}
            {!failure && !isOver && <Progress verified={verified} />}
            {isOver && <Outcome verified={verified} />}
          </div>
          {isOver && <DescriptionList items={factsOf(verified)} />}
          {checkpoint.error && (
            <Banner tone="danger" live>
              {checkpoint.error.message}
            </Banner>
          )}
          <p className="border-t pt-4 text-muted">
            To verify without this server, export the whole log and run{' '}
            <code className="whitespace-nowrap font-mono text-xs">npm run audit -- verify</code>. A checkpoint
            that you keep elsewhere shows whether events were cut off at the end.
          </p>
        </DialogBody>
        <DialogFooter
          start={
            <Button loading={checkpoint.isPending} onClick={() => checkpoint.mutate({ input: {} })}>
              Download a checkpoint
            </Button>
          }
        >
          {(isOver || failure) && <Button onClick={again}>Verify again</Button>}
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}

function Progress({ verified }: { verified: Verified | null }) {
  const done = verified?.events ?? 0
  const all = Number(verified?.head.seq ?? 0)
  return (
    <div className="grid gap-2">
      <Meter value={done} max={Math.max(1, all)} label="Events verified" />
      <p className="text-muted tabular-nums">
        {all === 0
          ? 'Reading the log…'
          : `${done.toLocaleString('en')} of ${all.toLocaleString('en')} events`}
      </p>
    </div>
  )
}

function Outcome({ verified }: { verified: Verified }) {
  const { fault, events } = verified
  if (fault)
    return (
      <Banner tone="danger" title="The log is not what was written">
        {fault.message}
      </Banner>
    )
  return (
    <Banner tone="ok" title="The log is whole">
      {events === 1 ? '1 event follows' : `All ${events.toLocaleString('en')} events follow`} from the first
      to the last.
    </Banner>
  )
}

function factsOf({ first, last, events, head, checkpoint, fault }: Verified): Description[] {
  const at = (place: { seq: string; at: string }) => `${place.seq}, ${exactText(Date.parse(place.at))}`
  return [
    ...(fault ? [{ term: 'Broken at', detail: `${fault.seq} (${fault.kind})`, mono: true }] : []),
    ...(fault?.eventId ? [{ term: 'Event', detail: fault.eventId, mono: true }] : []),
    { term: 'Verified', detail: `${events.toLocaleString('en')} events` },
    ...(first ? [{ term: 'From', detail: at(first) }] : []),
    ...(last ? [{ term: 'To', detail: at(last) }] : []),
    {
      term: 'Head',
      detail: (
        <span className="flex items-start gap-2">
          <span className="wrap-anywhere">{head.hash}</span>
          <CopyButton value={head.hash} label="Copy the hash of the head" size="sm" className="-my-1" />
        </span>
      ),
      mono: true,
    },
    { term: 'Checkpoint', detail: checkpoint ? `agrees at ${at(checkpoint)}` : 'none yet' },
  ]
}
