import Link from 'next/link'
import { operationHref } from '#components/docs/docs-map.ts'
import { Guide, GuideTable, Para, Section } from '#components/docs/guide.tsx'
import { Code, Inline } from '#components/docs/inline.tsx'
import { verdictRemedies } from '#components/docs/remedies.ts'
import type { ApiRequest } from '#components/docs/request.ts'
import { Samples } from '#components/docs/samples.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import type { verdictCodes } from '#lib/contracts/verification.ts'

const link = 'text-ink underline decoration-edge underline-offset-4 hover:decoration-ink'

const grammar = `query = all ("or" all)*
all   = one ("and" one)*
one   = name | "(" query ")"
name  = a permission, such as invoices:read`

export interface VerificationProps {
  example: ApiRequest
  maxQueryLength: number
  maxQueryDepth: number
  maxBatch: number
}

/** Asking whether a key is good: verdicts, permission queries, limits. */
export function Verification({ example, maxQueryLength, maxQueryDepth, maxBatch }: VerificationProps) {
  return (
    <Guide
      title="Verifying keys"
      lead={
        <>
          Your API is shown a key. It asks Latchwork with{' '}
          <Link className={link} href={operationHref('verifyKey')}>
            POST /api/v1/keys/verify
          </Link>{' '}
          and serves the request, or refuses it.
        </>
      }
    >
      <Section id="asking" title="Asking">
        <Para>
          Whoever asks needs <Code>api_key:verify</Code>. A key that asks does so for its own project: a key
          of another is <Code>NOT_FOUND</Code>. Send the client’s address as <Code>ip</Code> where keys have
          address lists: without it, a key with a list is refused.
        </Para>
        <Samples request={example} label="Verify a key" />
      </Section>
      <Section id="verdicts" title="Verdicts">
        <Para>
          The answer is always 200, also for a refusal. They are checked in this order, and the first that
          applies is told.
        </Para>
        <GuideTable
          label="Verdicts"
          head={['Code', 'What it means', 'What to do']}
          rows={inOrder.map((code) => ({
            key: code,
            cells: [
              <Code key={code}>{code}</Code>,
              <Inline key="means" text={verdictRemedies[code].means} />,
              <Inline key="fix" text={verdictRemedies[code].fix} />,
            ],
          }))}
        />
      </Section>
      <Section id="permission-queries" title="Permission queries">
        <Para>
          <Code>permissions</Code> says what the request needs: names joined with <Code>and</Code> and{' '}
          <Code>or</Code>. <Code>and</Code> binds tighter; parentheses say otherwise.
        </Para>
        <CodeBlock code={grammar} language="text" label="Grammar of permission queries" />
        <GuideTable
          label="Examples of permission queries"
          head={['Query', 'Satisfied by a key that holds']}
          rows={[
            { key: '1', cells: [<Code key="q">data:read</Code>, 'data:read'] },
            {
              key: '2',
              cells: [<Code key="q">data:read and files:read</Code>, 'both'],
            },
            {
              key: '3',
              cells: [
                <Code key="q">billing:write or users:write and data:write</Code>,
                'billing:write alone, or the other two together',
              ],
            },
            {
              key: '4',
              cells: [
                <Code key="q">(billing:write or users:write) and data:write</Code>,
                'data:write, and one of the two',
              ],
            },
          ]}
        />
        <Para>
          A query has at most {maxQueryLength.toLocaleString('en')} characters and nests at most{' '}
          {maxQueryDepth} deep. One that cannot be read is <Code>invalid</Code>, and the message says where it
          went wrong. It is checked against the effective set: what was granted explicitly, by role and by
          level together.
        </Para>
      </Section>
      <Section id="limits" title="Limits of a key">
        <Para>
          A verification that passes everything else takes <Code>cost</Code> (1 unless you say otherwise) from
          each of the key’s limits, or from none where one has too little left. A refused one takes nothing.{' '}
          <Code>rateLimits</Code> of the answer says where each stands, for you to pass on.
        </Para>
      </Section>
      <Section id="batches" title="Several keys at once">
        <Para>
          <Link className={link} href={operationHref('verifyKeys')}>
            POST /api/v1/keys/verify-batch
          </Link>{' '}
          asks about up to {maxBatch} keys. Each is judged, counted and taken from its limits as by a
          verification of its own, in the order given; a key given twice counts twice.
        </Para>
      </Section>
      <Section id="gateways" title="Behind a gateway">
        <Para>
          nginx, HAProxy, Caddy, Traefik and Envoy can ask before they pass a request on, with{' '}
          <Link className={link} href={operationHref('authorizeRequest')}>
            GET /api/v1/authorize/{'{projectId}'}
          </Link>
          . The gateway shows a key of its own in <Code>x-latchwork-gateway-key</Code>; your API then gets
          only requests with a good key, and in <Code>x-latchwork-key-id</Code>,{' '}
          <Code>x-latchwork-owner</Code> and <Code>x-latchwork-permissions</Code> whose it is. Configurations
          to copy are in the repository, under <Code>docs/gateways</Code>.
        </Para>
      </Section>
    </Guide>
  )
}

/** The order in which the gate decides; VALID is what remains. */
const inOrder = [
  'NOT_FOUND',
  'REVOKED',
  'DISABLED',
  'EXPIRED',
  'IP_NOT_ALLOWED',
  'INSUFFICIENT_PERMISSIONS',
  'RATE_LIMITED',
  'VALID',
] as const satisfies readonly (typeof verdictCodes)[number][]
