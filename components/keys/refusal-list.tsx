'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { type Refusal, refusalName } from './verdicts.ts'
import { WhyDenied } from './why-denied.tsx'

/** Verifications that were refused, the newest first: why, from where, and what was asked for. */
export function RefusalList({ apiKey, refusals }: { apiKey: ApiKeyDetail; refusals: readonly Refusal[] }) {
  const [asked, setAsked] = useState<Refusal | null>(null)
  return (
    <>
      <ul>
        {refusals.map((refusal) => (
          <li
            key={refusal.id}
            className="grid min-h-11 grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-x-4 border-b py-2 sm:grid-cols-[minmax(0,3fr)_minmax(0,4fr)_88px_auto]"
          >
            <div className="min-w-0">
              <p className="text-danger">{refusalName(refusal)}</p>
              {refusal.query && <p className="wrap-anywhere font-mono text-faint text-xs">{refusal.query}</p>}
            </div>
            <div className="min-w-0 max-sm:order-last max-sm:col-span-3">
              <p className="font-mono text-xs">{refusal.ip ?? 'address not told'}</p>
              {refusal.userAgent && <p className="truncate text-faint text-xs">{refusal.userAgent}</p>}
            </div>
            <RelativeTime instant={refusal.at} className="text-right text-muted" />
            <Button
              size="sm"
              aria-label={`Why? ${refusalName(refusal)} at ${refusal.at}`}
              onClick={() => setAsked(refusal)}
            >
              Why?
            </Button>
          </li>
        ))}
      </ul>
      {asked && <WhyDenied apiKey={apiKey} refusal={asked} onClose={() => setAsked(null)} />}
    </>
  )
}
