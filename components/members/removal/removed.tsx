'use client'

import Link from 'next/link'
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
  const heirs = outcomes.flatMap(({ choice }) => {
    if (choice.action === 'transfer') return choice.owner ? [choice.owner] : []
    return choice.action === 'convert' && reply.newServiceAccount ? [reply.newServiceAccount] : []
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
              {heirs.map(({ id, name }) => (
                <li key={id} className="flex items-center justify-between gap-4 border-t py-2.5">
                  <span className="min-w-0 truncate">Keys of {name}</span>
                  <Button size="sm" asChild>
                    <Link href={`/keys?owner=${id}`} onClick={onClose}>
                      Look at them
                    </Link>
                  </Button>
                </li>
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
