import Link from 'next/link'
import { dialectHref, operationHref } from '#components/docs/docs-map.ts'
import { Guide, Para, Section } from '#components/docs/guide.tsx'
import { Code } from '#components/docs/inline.tsx'
import type { ApiRequest } from '#components/docs/request.ts'
import { Samples } from '#components/docs/samples.tsx'
import { curlSnippet } from '#components/docs/snippets.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'

export interface QuickStartProps {
  origin: string
  /** The examples of the operations that the steps call. */
  examples: Readonly<Record<'createSession' | 'createKey' | 'getOwnKey' | 'verifyKey', ApiRequest>>
  operationCount: number
}

/** From nothing to a verified key, with curl alone. */
export function QuickStart({ origin, examples, operationCount }: QuickStartProps) {
  const { createSession, createKey, getOwnKey, verifyKey } = examples
  return (
    <Guide
      title="Quick start"
      lead={
        <>
          Everything the portal does, it does through this contract: {operationCount} operations under{' '}
          <Code>{origin}</Code>, JSON in and out. Four commands take you from nothing to a verified key.
        </>
      }
    >
      <Section id="sign-in" title="1. Sign in">
        <Para>
          A script trades email and password for an access token. In a browser, the portal does the same for
          you: make the key there, and go on with step 3.
        </Para>
        <CodeBlock code={curlSnippet(createSession)} language="shell" label="Sign in with curl" />
        <Para>
          Keep <Code>accessToken</Code> of the answer in a variable. It lives for <Code>expiresIn</Code>{' '}
          seconds.
        </Para>
        <CodeBlock code={'export LATCHWORK_TOKEN=eyJ…'} language="shell" label="Keep the token" />
      </Section>
      <Section id="create" title="2. Create a key">
        <Para>
          The answer carries <Code>secret</Code>, this once. Only a keyed digest of it is stored, so nobody
          can show it to you again.
        </Para>
        <CodeBlock
          code={curlSnippet({ ...createKey, credential: 'LATCHWORK_TOKEN' })}
          language="shell"
          label="Create a key with curl"
        />
        <CodeBlock code={'export LATCHWORK_KEY=lw_…'} language="shell" label="Keep the key" />
      </Section>
      <Section id="try" title="3. Try it">
        <Para>A key may always ask what it is.</Para>
        <Samples request={getOwnKey} label="Ask what the key is" />
      </Section>
      <Section id="verify" title="4. Verify it in your API">
        <Para>
          Your service asks, with a credential of its own, whether the key it was shown is good. A refusal is
          an answer, not an error: <Code>valid</Code> is false, and <Code>code</Code> says why. Give the
          service a key with the role <Code>gateway</Code>: it may verify, and nothing else.
        </Para>
        <Samples request={verifyKey} label="Verify a key" />
        <Para>
          More on <Link {...underlined('/docs/verification')}>verdicts and permission queries</Link>, and
          every field of <Link {...underlined(operationHref('verifyKey'))}>the operation</Link>.
        </Para>
      </Section>
      <Section id="openapi" title="For machines">
        <Para>
          The same contract as OpenAPI 3.1, for generators and other tools:{' '}
          <a {...underlined('/api/v1/openapi.json')}>/api/v1/openapi.json</a>
        </Para>
        <Para>
          Clients of four other services work here as they are, once their base URL is changed: see{' '}
          <Link {...underlined(dialectHref())}>Other contracts</Link>.
        </Para>
      </Section>
    </Guide>
  )
}

const underlined = (href: string) => ({
  href,
  className: 'text-ink underline decoration-edge underline-offset-4 hover:decoration-ink',
})
