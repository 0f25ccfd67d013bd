'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { StatusDot } from '#components/ui/status-dot.tsx'
import { AddAuthenticator } from './add-authenticator.tsx'
import { RemoveSecondFactor, RenewRecoveryCodes } from './both-factors-dialogs.tsx'

type Open = 'add' | 'renew' | 'remove' | null

/** Whether the second factor is on, and what one can do about it. */
export function SecondFactor({ on }: { on: boolean }) {
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <StatusDot tone={on ? 'ok' : 'neutral'}>{on ? 'On, with an authenticator' : 'Off'}</StatusDot>
        <div className="flex flex-wrap gap-2">
          {on ? (
            <>
              <Button onClick={() => setOpen('renew')}>New recovery codes</Button>
              <Button variant="danger" onClick={() => setOpen('remove')}>
                Turn off
              </Button>
            </>
          ) : (
            <Button onClick={() => setOpen('add')}>Add an authenticator</Button>
          )}
        </div>
      </div>
      {open === 'add' && <AddAuthenticator onClose={close} />}
      {open === 'renew' && <RenewRecoveryCodes onClose={close} />}
      {open === 'remove' && <RemoveSecondFactor onClose={close} />}
    </>
  )
}
