'use client'

import { Check, Minus, X } from 'lucide-react'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { CallReply } from '#lib/client/call.ts'
import { useOperation } from '#lib/client/query.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { explainKey } from '#lib/contracts/oversight.ts'
import {
  checkNames,
  outlook,
  type PastVerdict,
  pastReason,
  pastVerdicts,
  type Refusal,
  refusalName,
  replayOf,
} from './verdicts.ts'

type Explained = CallReply<typeof explainKey>

interface WhyDeniedProps {
  apiKey: ApiKeyDetail
  refusal: Refusal
  onClose: () => void
}

/** Why a verification was refused, check by check, and how the same one would come out now. */
export function WhyDenied({ apiKey, refusal, onClose }: WhyDeniedProps) {
  const again = useOperation(explainKey, { keyId: apiKey.id, ...replayOf(refusal) })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={refusalName(refusal)}
        description={
          <>
            <RelativeTime instant={refusal.at} />, from {refusal.ip ?? 'an address that was not told'}
            {refusal.userAgent && <> by {refusal.userAgent}</>}
          </>
        }
      >
        <DialogBody className="grid content-start gap-5">
          {refusal.query && (
            <div>
              <p className="text-faint text-xs">It was asked for</p>
              <p className="wrap-anywhere font-mono text-xs">{refusal.query}</p>
            </div>
          )}
          <QueryBoundary query={again} loading={<LoadingLines label="Replaying the request" lines={7} />}>
            {(data) => <Verdicts explained={data} refusal={refusal} />}
          </QueryBoundary>
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" loading={again.isFetching} onClick={() => void again.refetch()}>
            Replay this request
          </Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}

function Verdicts({ explained, refusal }: { explained: Explained; refusal: Refusal }) {
  const { code, checks, at } = explained
  const past = pastVerdicts(refusal)
  return (
    <>
      <table className="w-full table-fixed border-collapse text-left">
        <thead>
          <tr className="h-8 border-b text-faint text-xs">
            <th scope="col" className="w-[30%] font-normal">
              Check
            </th>
            <th scope="col" className="w-[30%] font-normal">
              Then
            </th>
            <th scope="col" className="font-normal">
              Now
            </th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ check, passed, detail }) => (
            <tr key={check} className="border-b align-top">
              <th scope="row" className="py-2 pr-3 font-normal">
                {checkNames[check]}
              </th>
              <td className="py-2 pr-3">
                <Mark verdict={past[check]} said={past[check] === 'failed' ? pastReason(refusal) : ''} />
              </td>
              <td className="py-2">
                <Mark verdict={passed ? 'passed' : 'failed'} said={detail} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Banner tone={code === 'VALID' ? 'ok' : 'danger'} live>
        {outlook(explained, refusal)}{' '}
        <span className="text-muted">
          Judged <RelativeTime instant={at} />, without being counted.
        </span>
      </Banner>
    </>
  )
}

const marks = {
  passed: { Icon: Check, look: 'text-ok' },
  failed: { Icon: X, look: 'text-danger' },
  'not reached': { Icon: Minus, look: 'text-faint' },
} as const

/** How a check came out, and what there was to say of it at that time. */
function Mark({ verdict, said }: { verdict: PastVerdict; said: string }) {
  const { Icon, look } = marks[verdict]
  return (
    <div className="flex items-start gap-1.5">
      <Icon aria-hidden="true" className={cn('mt-0.5 size-4 shrink-0', look)} />
      <span className="sr-only">{verdict}</span>
      {said && <span className="wrap-anywhere min-w-0 text-muted text-xs leading-5">{said}</span>}
    </div>
  )
}
