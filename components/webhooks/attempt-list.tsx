'use client'

import { ChevronRight } from 'lucide-react'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { DescriptionList } from '#components/ui/description-list.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusDot } from '#components/ui/status-dot.tsx'
import type { DeliveryDetail } from '#lib/contracts/webhooks.ts'
import { answerText, tookText } from './endpoint-words.ts'

type Attempt = DeliveryDetail['log'][number]

/** Attempts, the last first; each opens to what was answered and sent. */
export function AttemptList({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <ol className="rounded-lg border">
      {attempts.map((attempt, index) => (
        <li key={attempt.id} className="border-b last:border-b-0">
          <AttemptItem attempt={attempt} open={index === 0} />
        </li>
      ))}
    </ol>
  )
}

function succeeded({ status, error }: Attempt): boolean {
  return error === null && status !== null && status >= 200 && status < 300
}

function AttemptItem({ attempt, open }: { attempt: Attempt; open: boolean }) {
  const { at, duration, body, headers } = attempt
  return (
    <details open={open} className="group/attempt">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2.5 px-3 py-2 hover:bg-wash focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden="true"
          className="size-4 shrink-0 text-faint transition-transform duration-100 group-open/attempt:rotate-90"
        />
        <StatusDot
          tone={succeeded(attempt) ? 'ok' : 'danger'}
          className="min-w-0 whitespace-normal wrap-anywhere"
        >
          {answerText(attempt)}
        </StatusDot>
        <span className="ml-auto flex shrink-0 gap-4 text-faint">
          <span>{tookText(duration)}</span>
          <RelativeTime instant={at} />
        </span>
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 px-3 pt-1 pb-4 sm:pl-9.5">
        {body !== '' && (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
            <h4 className="text-faint text-xs">Answer</h4>
            <CodeBlock code={body} language="text" label="Answer" wrap className="max-h-60 overflow-y-auto" />
          </div>
        )}
        <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
          <h4 className="text-faint text-xs">Sent with</h4>
          <DescriptionList
            items={[
              ...Object.entries(headers).map(([term, detail]) => ({ term, detail, mono: true })),
              { term: 'webhook-signature', detail: <span className="text-faint">not kept</span> },
            ]}
          />
        </div>
      </div>
    </details>
  )
}
