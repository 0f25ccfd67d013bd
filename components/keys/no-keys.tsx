'use client'

import { EmptyKeyring, EmptyState } from '#components/shell/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { createCommand } from './env-file.ts'

interface NoKeysProps {
  /** null: the person's role makes none. */
  onCreate: (() => void) | null
  /** Why the policy has the person make none, in a sentence, or null. */
  refusal: string | null
}

/** Before the first key: what a key is for, and both ways to it, for whoever may make one. */
export function NoKeys({ onCreate, refusal }: NoKeysProps) {
  if (refusal)
    return (
      <EmptyState
        art={<EmptyKeyring />}
        title="No keys yet"
        description={`Keys that you may see will stand here. ${refusal}`}
      />
    )
  if (!onCreate)
    return (
      <EmptyState
        art={<EmptyKeyring />}
        title="No keys yet"
        description="Keys that you may see will stand here. To make some, ask an owner for a role that does."
      />
    )
  return (
    <EmptyState
      art={<EmptyKeyring />}
      title="Create the first key"
      description="A key lets a program prove who it is. Choose what it may do and when it ends; its secret is shown once."
      action={
        <div className="grid w-full min-w-0 max-w-[560px] grid-cols-[minmax(0,1fr)] gap-6">
          <div>
            <Button variant="primary" onClick={onCreate}>
              Create key
            </Button>
          </div>
          <div className="text-left">
            <p className="mb-2 text-center text-faint">or over the API</p>
            <CodeBlock
              code={createCommand(window.location.origin)}
              language="shell"
              label="A command that creates a key"
              wrap
            />
          </div>
        </div>
      }
    />
  )
}
