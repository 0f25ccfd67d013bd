'use client'

import { Check, TriangleAlert } from 'lucide-react'
import { CopyButton } from '#components/ui/copy-button.tsx'
import type { Delivery } from '#lib/contracts/invitations.ts'

/** An invitation on its way. */
export interface Delivered extends Delivery {
  id: string
  email: string | null
}

/** What became of new links: those that were mailed, and those to hand on. */
export function DeliveredList({ delivered }: { delivered: readonly Delivered[] }) {
  const failed = delivered.some(({ problem }) => problem !== null)
  const links = delivered.filter(({ url }) => url !== null).length
  return (
    <div className="grid gap-4">
      <ul className="grid divide-y rounded-lg border">
        {delivered.map((one) => (
          <DeliveredRow key={one.id} one={one} />
        ))}
      </ul>
      {links > 0 && (
        <p className="text-pretty text-muted">
          {failed && 'Hand on what was not mailed yourself. '}
          {links === 1 ? 'The link is' : 'Links are'} shown this once; sending again makes{' '}
          {links === 1 ? 'a new one' : 'new ones'}. A preview or a scanner that follows{' '}
          {links === 1 ? 'it' : 'one'} does not use it up.
        </p>
      )}
    </div>
  )
}

function DeliveredRow({ one: { email, mailed, url, problem } }: { one: Delivered }) {
  return (
    <li className="grid gap-2 px-4 py-3">
      {(email || mailed) && (
        <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <span className="min-w-0 truncate font-medium">{email}</span>
          {mailed && (
            <span className="flex items-center gap-1.5 text-muted">
              <Check aria-hidden="true" className="size-3.5 text-ok" />
              Mailed
            </span>
          )}
        </div>
      )}
      {problem && (
        <p className="flex items-start gap-1.5 text-warning">
          <TriangleAlert aria-hidden="true" className="mt-0.75 size-3.5 shrink-0" />
          Not mailed. {problem}
        </p>
      )}
      {url && (
        <div className="flex items-center gap-3">
          <output
            aria-label={email ? `Link for ${email}` : 'Invitation link'}
            className="wrap-anywhere min-w-0 flex-1 select-all font-mono text-muted text-xs leading-[18px]"
          >
            {url}
          </output>
          <CopyButton value={url} label={email ? `Copy the link for ${email}` : 'Copy the link'} size="sm">
            Copy
          </CopyButton>
        </div>
      )}
    </li>
  )
}
