'use client'

import { FormError } from '#components/form/form-error.tsx'
import { Button } from '#components/ui/button.tsx'
import { type Description, DescriptionList } from '#components/ui/description-list.tsx'
import { RelativeTime, TimeLeft } from '#components/ui/relative-time.tsx'
import { exactText } from '#components/ui/relative-time-text.ts'
import { ApiProblem } from '#lib/client/problem.ts'
import type { Peeked } from '#lib/contracts/handovers.ts'

interface WaitingHandoverProps {
  peeked: Peeked
  opening: boolean
  /** Why it could not be opened just now, where it may be yet. */
  failure: unknown
  onOpen: () => void
}

/** What a link holds, in words for who never saw this portal, and the one button that opens it. */
export function WaitingHandover({ peeked, opening, failure, onOpen }: WaitingHandoverProps) {
  const { keyName, organization, madeBy, note, mask, createdAt, expiresAt } = peeked
  const facts: Description[] = [
    ...(note ? [{ term: 'For', detail: note }] : []),
    { term: 'Secret', detail: mask, mono: true },
    { term: 'Sent', detail: <RelativeTime instant={createdAt} /> },
    {
      term: 'Opens until',
      detail: (
        <>
          {exactText(Date.parse(expiresAt))}
          <span className="block text-faint">
            <TimeLeft until={expiresAt} /> left
          </span>
        </>
      ),
    },
  ]
  return (
    <div className="grid gap-7">
      <div>
        <h1 className="text-2xl">A key for you</h1>
        <p className="mt-1.5 text-pretty wrap-anywhere text-muted">
          {madeBy} sends you <span className="font-medium text-ink">{keyName}</span>, a key to the API of{' '}
          {organization}.
        </p>
      </div>
      <DescriptionList items={facts} />
      <div className="grid gap-3">
        <FormError failure={failure} />
        {failure instanceof ApiProblem && failure.code === 'network' && (
          <p className="text-pretty text-muted">
            Nobody can tell whether the link was opened. Try again: if it was, its secret was lost on the way,
            and you will be told so.
          </p>
        )}
        <Button variant="primary" size="lg" loading={opening} onClick={onOpen}>
          Reveal the key
        </Button>
        <p className="text-pretty text-faint text-xs">
          It is shown once, to whoever reveals it first. Do so when you are ready to put it where it is used.
          If you expected no key, leave it and ask {madeBy}.
        </p>
      </div>
    </div>
  )
}
