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
import { refusalNames } from '#lib/client/usage-series.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { explainKey } from '#lib/contracts/oversight.ts'
import type { VerdictCode } from '#lib/contracts/verification.ts'
import { checkNames, type PastVerdict, pastVerdicts, type Refusal, replayOf } from './verdicts.ts'

type Explained = CallReply<typeof explainKey>

interface WhyDeniedProps {
  apiKey: ApiKeyDetail
  refusal: Refusal
  onClose: () => void
}

const nameOf = (code: VerdictCode) => (code === 'VALID' ? 'Valid' : refusalNames[code])

/** Why a verification was refused, check by check, and how the same one would come out now. */
export function WhyDenied({ apiKey, refusal, onClose }: WhyDeniedProps) {
  const again = useOperation(explainKey, { keyId: apiKey.id, ...replayOf(refusal) })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={nameOf(refusal.code)}
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
            {(data) => <Verdicts explained={data} past={pastVerdicts(refusal, apiKey)} />}
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

function Verdicts({
  explained: { code, checks, at },
  past,
}: {
  explained: Explained
  past: ReturnType<typeof pastVerdicts>
}) {
  return (
    <>
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="h-8 border-b text-faint text-xs">
            <th scope="col" className="font-normal">
              Check
            </th>
            <th scope="col" className="w-14 text-center font-normal">
              Then
            </th>
            <th scope="col" className="w-14 text-center font-normal">
              Now
            </th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ check, passed, detail }) => (
            <tr key={check} className="border-b">
              <td className="py-2 pr-3">
                <p>{checkNames[check]}</p>
                <p className="wrap-anywhere text-faint text-xs">{detail}</p>
              </td>
              <td className="text-center">
                <Mark verdict={past[check]} />
              </td>
              <td className="text-center">
                <Mark verdict={passed ? 'passed' : 'failed'} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Banner tone={code === 'VALID' ? 'ok' : 'danger'} live>
        {code === 'VALID'
          ? 'The same request, with the newest secret, would be accepted now.'
          : `The same request, with the newest secret, would be refused now: ${nameOf(code)}.`}{' '}
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

function Mark({ verdict }: { verdict: PastVerdict }) {
  const { Icon, look } = marks[verdict]
  return (
    <>
      <Icon aria-hidden="true" className={cn('inline size-4', look)} />
      <span className="sr-only">{verdict}</span>
    </>
  )
}
