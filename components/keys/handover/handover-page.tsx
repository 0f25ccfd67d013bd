'use client'

import { useState } from 'react'
import type { DrawnKey } from '#components/bitting/blueprint.tsx'
import { Told } from '#components/shell/told.tsx'
import { HandoverFrame } from './handover-frame.tsx'
import { HandoverLink } from './handover-link.tsx'
import { LoadingHandover } from './loading-handover.tsx'
import { useLinkToken } from './use-link-token.ts'

/** Where a one-time link leads: what it holds, and one button that opens it. To load it, or to look, changes nothing. */
export function HandoverPage() {
  const link = useLinkToken()
  const [known, setKnown] = useState<{ token: string; key: DrawnKey } | null>(null)
  const drawn = link.kind === 'token' && known?.token === link.token ? known.key : null
  return (
    <HandoverFrame drawn={drawn}>
      {link.kind === 'unread' && <LoadingHandover />}
      {link.kind === 'none' && (
        <Told title="Open the link that you were sent">
          Its address ends in a <span className="font-mono text-xs">#</span> and some forty letters and
          digits, which this one lacks. Open it once more from where you have it, or copy the whole of it.
        </Told>
      )}
      {link.kind === 'spent' && (
        <Told title="This link was opened here">
          The secret was shown once, on this page, and nobody can show it again. If it did not get where it
          belongs, ask whoever sent it to you for another link.
        </Told>
      )}
      {link.kind === 'token' && (
        <HandoverLink
          key={link.token}
          token={link.token}
          onKey={(key) => setKnown({ token: link.token, key })}
        />
      )}
    </HandoverFrame>
  )
}
