'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { RevealOnce, RevealPanel } from '#components/shell/reveal-once.tsx'
import { wantedText } from '#components/shell/wanted-text.ts'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { TimeLeft } from '#components/ui/relative-time.tsx'
import { durationText } from '#components/ui/relative-time-text.ts'
import { useOperation } from '#lib/client/query.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { listApprovals } from '#lib/contracts/approvals.ts'
import { downloadEnv } from './download-env.ts'
import { tryItCommand } from './env-file.ts'
import { SendPanel } from './handover/send-panel.tsx'
import type { SentLink } from './handover/use-send-key.ts'
import { type RevealCause, useKeyDialogs } from './use-key-dialogs.ts'
import { useKeyPolicy } from './use-policy.ts'

interface RevealDialogProps {
  apiKey: ApiKeyDetail
  cause: RevealCause
  onClose: () => void
}

/** The one time a key's secret is shown, or sent on by a link instead. */
export function RevealDialog({ apiKey, cause, onClose }: RevealDialogProps) {
  const { open } = useKeyDialogs()
  const [sending, setSending] = useState(false)
  const [link, setLink] = useState<SentLink | null>(null)
  const rotate = () => {
    onClose()
    open({ kind: 'rotate', key: apiKey })
  }
  return (
    <RevealOnce
      holder={apiKey.id}
      title={sending ? `Send “${apiKey.name}” to someone` : apiKey.name}
      description={
        sending
          ? 'By a link that opens once and needs no account.'
          : 'This is the only time the secret is shown.'
      }
      art={<Bitting keyId={apiKey.id} generation={apiKey.generation} size="md" />}
      another="rotate the key"
      lost={{
        description: cause === 'created' ? 'The key was made.' : 'The key was rotated.',
        again: { label: 'Rotate the key', onAgain: rotate },
      }}
      onClose={onClose}
    >
      {(revealed) =>
        sending ? (
          <SendPanel
            apiKey={apiKey}
            link={link}
            onLink={(made) => {
              setLink(made)
              revealed.onTaken()
            }}
            onBack={() => setSending(false)}
            onDone={revealed.onDone}
          />
        ) : (
          <RevealPanel
            holder={apiKey.id}
            mask={apiKey.mask}
            ways={<OtherWays apiKey={apiKey} onTaken={revealed.onTaken} onSend={() => setSending(true)} />}
            {...revealed}
          >
            {cause === 'rotated' && <OldSecret apiKey={apiKey} />}
            {cause === 'created' && <StillAsked apiKey={apiKey} />}
            <CodeBlock
              code={tryItCommand(window.location.origin)}
              language="shell"
              label="A command that tries the key"
              wrap
            />
          </RevealPanel>
        )
      }
    </RevealOnce>
  )
}

interface OtherWaysProps {
  apiKey: ApiKeyDetail
  onTaken: () => void
  onSend: () => void
}

function OtherWays({ apiKey, onTaken, onSend }: OtherWaysProps) {
  return (
    <>
      <Button
        icon={<Download aria-hidden="true" className="size-4" />}
        onClick={() => {
          downloadEnv(apiKey)
          onTaken()
        }}
      >
        Download .env
      </Button>
      <Button variant="ghost" onClick={onSend}>
        Send it to someone
      </Button>
    </>
  )
}

/** What was asked for with the key, and its secret does not open yet; nothing where nothing was. */
function StillAsked({ apiKey }: { apiKey: ApiKeyDetail }) {
  const asks = (useKeyPolicy(apiKey.projectId)?.needsApproval.length ?? 0) > 0
  const requests = useOperation(
    listApprovals,
    { key: apiKey.id, state: ['pending'], limit: 1 },
    { enabled: asks },
  )
  const [request] = requests.data?.items ?? []
  if (!request) return null
  return (
    <p role="status" className="wrap-anywhere text-muted text-xs">
      It works without <span className="font-mono">{wantedText(request.wanted)}</span> until an owner or admin
      approves.
    </p>
  )
}

function OldSecret({ apiKey }: { apiKey: ApiKeyDetail }) {
  const until = apiKey.rotatingUntil
  const grace = apiKey.secrets.find(({ notAfter }) => notAfter !== null)?.grace
  if (until === null) return <Banner tone="warning">The old secret is refused from now on.</Banner>
  if (grace && grace.beganAt === null)
    return (
      <Banner>
        The old secret works until this one is first used, and then for {durationText(grace.seconds * 1000)}.
      </Banner>
    )
  return (
    <Banner>
      The old secret still works for <TimeLeft until={until} />, then ends by itself.
    </Banner>
  )
}
