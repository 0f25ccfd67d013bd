'use client'

import { useEffect, useRef, useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { SecretField } from '#components/shell/secret-field.tsx'
import { forgetSecret, heldSecret } from '#components/shell/secret-slot.ts'
import { useLeaveGuard } from '#components/shell/use-leave-guard.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeSamples } from '#components/ui/code-block.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { caddySnippet, nginxSnippet } from './gateway-snippets.ts'

interface GatewayRevealProps {
  apiKey: ApiKeyDetail
  onClose: () => void
}

/** The one time a gateway's secret is shown, with what the gateway needs it for. Where its answer was lost, it says so instead. */
export function GatewayReveal(props: GatewayRevealProps) {
  const [arrived] = useState(() => heldSecret(props.apiKey.id) !== null)
  return arrived ? <Reveal {...props} /> : <Lost {...props} />
}

function Reveal({ apiKey, onClose }: GatewayRevealProps) {
  const [taken, setTaken] = useState(false)
  const [asking, setAsking] = useState(false)
  const copyButton = useRef<HTMLButtonElement>(null)
  useEffect(() => copyButton.current?.focus(), [])
  const forget = () => {
    forgetSecret()
    onClose()
  }
  const dropGuard = useLeaveGuard({ armed: !taken, onAttempt: () => setAsking(true), onGone: forget })
  const leave = () => {
    forget()
    dropGuard()
  }
  const settings = { address: window.location.host, projectId: apiKey.projectId, key: apiKey.mask }
  const sample = (name: string, snippet: typeof nginxSnippet) => ({
    name,
    language: 'shell' as const,
    code: snippet(settings),
    copyValue: () => snippet({ ...settings, key: heldSecret(apiKey.id) ?? apiKey.mask }),
    onCopied: () => setTaken(true),
  })
  return (
    <Dialog open onOpenChange={() => (taken ? leave() : setAsking(true))}>
      <DialogPanel
        title={apiKey.name}
        description="This is the only time the secret is shown. Give it to your gateway."
        art={<Bitting keyId={apiKey.id} generation={apiKey.generation} size="md" />}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onPointerDownOutside={(event) => event.preventDefault()}
      >
        <DialogBody className="grid content-start gap-4.5">
          <SecretField
            holder={apiKey.id}
            mask={apiKey.mask}
            onTaken={() => setTaken(true)}
            copyRef={copyButton}
          />
          <div className="grid gap-2">
            <CodeSamples
              label="A gateway that asks with it"
              samples={[sample('nginx', nginxSnippet), sample('Caddy', caddySnippet)]}
            />
            <p className="text-muted text-xs">
              Copied, the secret is in it. The files are in the repository, under docs/gateways, as are those
              for Traefik, Envoy and HAProxy.
            </p>
          </div>
        </DialogBody>
        <DialogFooter>
          {taken ? (
            <Button variant="primary" onClick={leave}>
              Done
            </Button>
          ) : (
            <Button disabled>Copy to continue</Button>
          )}
        </DialogFooter>
      </DialogPanel>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title="Leave without the secret?"
        consequences="You have not copied it, and nobody can show it again. To get another, replace the gateway key."
        confirmLabel="Leave without it"
        onConfirm={leave}
        busy={false}
        error={null}
      />
    </Dialog>
  )
}

/** A second try got the first one's answer, which never carries the secret again. */
function Lost({ apiKey, onClose }: GatewayRevealProps) {
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title={apiKey.name} description="The key was made." size="sm">
        <DialogBody>
          <Banner tone="warning" title="Its secret did not reach this page">
            The connection broke while the answer was on its way, and a secret is sent only once. Replace the
            gateway key for a new one.
          </Banner>
        </DialogBody>
        <DialogFooter>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}
