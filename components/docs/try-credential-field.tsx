'use client'

import { useId } from 'react'
import { Input } from '#components/ui/input.tsx'
import { Label } from '#components/ui/label.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { useReference } from './reference-state.tsx'

/** As whom a request is tried. What is pasted stays in the memory of this tab: never stored, never in an address. */
export function TryCredentialField({ signedIn }: { signedIn: boolean }) {
  const { credential, setCredential } = useReference()
  const id = useId()
  const kind = credential.kind === 'session' ? 'session' : 'key'
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Label htmlFor={id}>Send as</Label>
        <Segmented
          label="Send as"
          size="sm"
          value={kind}
          onValueChange={(next) =>
            setCredential(next === 'session' ? { kind: 'session' } : { kind: 'key', key: '' })
          }
          options={[
            { value: 'session', label: 'My session', disabled: !signedIn },
            { value: 'key', label: 'A key or token' },
          ]}
        />
      </div>
      {credential.kind === 'key' ? (
        <>
          <Input
            id={id}
            type="password"
            mono
            spellCheck={false}
            autoComplete="off"
            data-1p-ignore
            data-lpignore="true"
            placeholder="Paste an API key or an access token"
            value={credential.key}
            maxLength={4000}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setCredential({ kind: 'key', key: event.target.value })}
          />
          <p id={`${id}-hint`} className="text-muted text-xs">
            Stays in the memory of this tab until it is closed. Never stored, never in an address.
          </p>
        </>
      ) : (
        <p id={id} className="text-muted text-xs">
          The request is made as you, with all that you may do.
        </p>
      )}
    </div>
  )
}
