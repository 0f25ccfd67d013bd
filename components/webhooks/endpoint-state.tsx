'use client'

import { useCallback } from 'react'
import { useClockText } from '#components/ui/relative-time.tsx'
import { durationText } from '#components/ui/relative-time-text.ts'
import { StatusDot } from '#components/ui/status-dot.tsx'
import type { Webhook } from '#lib/contracts/webhooks.ts'
import { endpointStateNames } from './endpoint-words.ts'

type Stated = Pick<Webhook, 'state' | 'failingSince' | 'disabledReason'>

/** `Failing for 3 h`, ticking; the other states as they are. */
export function useEndpointStateText({ state, failingSince, disabledReason }: Stated): string {
  const label =
    disabledReason !== null && state === 'disabled'
      ? 'Disabled by Latchwork'
      : endpointStateNames[state].label
  const since = state === 'failing' && failingSince !== null ? Date.parse(failingSince) : Number.NaN
  return useClockText(
    useCallback(
      (now: number) =>
        since <= now ? `${label} for ${durationText(now - since).replace(/ \d+ (min|h)$/, '')}` : label,
      [label, since],
    ),
    label,
  )
}

/** The state of an endpoint in a row. */
export function EndpointStateText({ endpoint }: { endpoint: Webhook }) {
  const text = useEndpointStateText(endpoint)
  const { tone } = endpointStateNames[endpoint.state]
  return <StatusDot tone={endpoint.disabledReason ? 'danger' : tone}>{text}</StatusDot>
}
