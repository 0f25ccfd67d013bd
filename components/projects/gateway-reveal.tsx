'use client'

import { Bitting } from '#components/bitting/bitting.tsx'
import { RevealOnce, RevealPanel } from '#components/shell/reveal-once.tsx'
import { heldSecret } from '#components/shell/secret-slot.ts'
import { CodeSamples } from '#components/ui/code-block.tsx'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { caddySnippet, nginxSnippet } from './gateway-snippets.ts'

interface GatewayRevealProps {
  apiKey: ApiKeyDetail
  onClose: () => void
}

/** The one time a gateway's secret is shown, with what the gateway needs it for. */
export function GatewayReveal({ apiKey, onClose }: GatewayRevealProps) {
  const settings = { address: window.location.host, projectId: apiKey.projectId, key: apiKey.mask }
  const sample = (name: string, snippet: typeof nginxSnippet, onCopied: () => void) => ({
    name,
    language: 'shell' as const,
    code: snippet(settings),
    copyValue: () => snippet({ ...settings, key: heldSecret(apiKey.id) ?? apiKey.mask }),
    onCopied,
  })
  return (
    <RevealOnce
      holder={apiKey.id}
      title={apiKey.name}
      description="This is the only time the secret is shown. Give it to your gateway."
      art={<Bitting keyId={apiKey.id} generation={apiKey.generation} size="md" />}
      another="replace the gateway key"
      lost={{ description: 'The key was made.' }}
      onClose={onClose}
    >
      {(revealed) => (
        <RevealPanel holder={apiKey.id} mask={apiKey.mask} {...revealed}>
          <div className="grid gap-2">
            <CodeSamples
              label="A gateway that asks with it"
              samples={[
                sample('nginx', nginxSnippet, revealed.onTaken),
                sample('Caddy', caddySnippet, revealed.onTaken),
              ]}
            />
            <p className="text-muted text-xs">
              Copied, the secret is in it. The files are in the repository, under docs/gateways, as are those
              for Traefik, Envoy and HAProxy.
            </p>
          </div>
        </RevealPanel>
      )}
    </RevealOnce>
  )
}
