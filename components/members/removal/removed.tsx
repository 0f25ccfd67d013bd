'use client'

import Link from 'next/link'
import { Fragment } from 'react'
import { effectiveWords } from '#components/shell/effective-words.ts'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { DialogBody, DialogFooter } from '#components/ui/dialog.tsx'
import type { CallReply } from '#lib/client/call.ts'
import type { RemovalPreview, removeMember } from '#lib/contracts/removal.ts'
import type { Outcome } from './removal-choice.ts'
import { keysText } from './removal-words.ts'

interface RemovedProps {
  preview: RemovalPreview
  outcomes: readonly Outcome[]
  reply: CallReply<typeof removeMember>
  onClose: () => void
}

/** What was done, since when it holds, and where to go on. */
export function Removed({ preview, outcomes, reply, onClose }: RemovedProps) {
  const effect = reply.revokedKeys > 0 ? effectiveWords(reply.effective) : null
  const heirs = outcomes.flatMap((outcome) => {
    const { action } = outcome.choice
    const heir = outcome.choice.action === 'transfer' ? outcome.choice.owner : reply.newServiceAccount
    return action !== 'revoke' && heir ? [{ heir, outcome }] : []
  })
  const kept = reply.transferredKeys + reply.convertedKeys
  return (
    <>
      <DialogBody className="grid content-start gap-4">
        {effect && (
          <Banner tone={effect.confirmed ? 'ok' : 'warning'} title={`${keysText(reply.revokedKeys)} revoked`}>
            {effect.text}
          </Banner>
        )}
        {kept > 0 ? (
          <div>
            <p>
              {keysText(kept)} {kept === 1 ? 'goes' : 'go'} on. {preview.member.name} may still know{' '}
              {kept === 1 ? 'its secret' : 'their secrets'}: rotate what matters.
            </p>
            <ul className="mt-3">
              {heirs.map(({ heir, outcome }) => (
                <Heir key={heir.id} heir={heir} outcome={outcome} onClose={onClose} />
              ))}
            </ul>
          </div>
        ) : (
          <p className="text-muted">Nothing of theirs is left without an owner.</p>
        )}
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </>
  )
}

/** So many keys are named beneath whoever has them now. */
const namedHere = 8

interface HeirProps {
  heir: { id: string; name: string }
  outcome: Outcome
  onClose: () => void
}

/** Who has keys now: those that were looked at, each a way to it, and the way to all that they have. */
function Heir({ heir, outcome: { keys, known }, onClose }: HeirProps) {
  const named = known.slice(0, namedHere)
  const more = keys - named.length
  return (
    <li className="flex items-start justify-between gap-4 border-t py-2.5">
      <div className="min-w-0">
        <p className="truncate">
          {keysText(keys)} to {heir.name}
        </p>
        <p className="wrap-anywhere text-muted text-xs">
          {named.map(({ id, name }, at) => (
            <Fragment key={id}>
              {at > 0 && ', '}
              <Link href={`/keys/${id}`} onClick={onClose} className="underline underline-offset-2">
                {name}
              </Link>
            </Fragment>
          ))}
          {named.length > 0 && more > 0 && ` and ${more.toLocaleString('en')} more`}
        </p>
      </div>
      <Button size="sm" asChild className="shrink-0">
        <Link href={`/keys?owner=${heir.id}`} onClick={onClose} aria-label={`All keys of ${heir.name}`}>
          All keys
        </Link>
      </Button>
    </li>
  )
}
