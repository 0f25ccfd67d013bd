import Link from 'next/link'
import { errorHref } from '#components/docs/docs-map.ts'
import { Guide, GuideTable, Para, Section } from '#components/docs/guide.tsx'
import { Code } from '#components/docs/inline.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'

const link = 'text-ink underline decoration-edge underline-offset-4 hover:decoration-ink'

export interface RequestsProps {
  origin: string
  /** Requests a minute that one credential may make. */
  apiRate: number
  /** Hours for which an idempotent answer is kept. */
  keptHours: number
  maxBodyKib: number
}

/** What holds for every operation. */
export function Requests({ origin, apiRate, keptHours, maxBodyKib }: RequestsProps) {
  const problem = (code: Parameters<typeof errorHref>[0]) => (
    <Link className={link} href={errorHref(code)}>
      {code}
    </Link>
  )
  return (
    <Guide
      title="Requests and answers"
      lead="What holds for every operation, so that no page has to say it again."
    >
      <Section id="json" title="JSON">
        <Para>
          Bodies are JSON in UTF-8 with <Code>Content-Type: application/json</Code>, at most {maxBodyKib} KiB.
          The contract is closed: a field or parameter that an operation does not know is {problem('invalid')}
          , so that a typo never passes in silence. Instants are ISO 8601, lifetimes are seconds, ids are
          uuids.
        </Para>
      </Section>
      <Section id="errors" title="Errors">
        <Para>
          Every error is <Code>application/problem+json</Code> (RFC 9457) with a stable <Code>code</Code>, a
          sentence in <Code>detail</Code>, refused fields in <Code>errors</Code>, and a <Code>type</Code>{' '}
          whose address is{' '}
          <Link className={link} href="/docs/errors">
            the page that says how to fix it
          </Link>
          .
        </Para>
      </Section>
      <Section id="request-id" title="Request id">
        <Para>
          Every answer carries <Code>x-request-id</Code>. Quote it when you ask for help: the log has the
          request under it.
        </Para>
      </Section>
      <Section id="rate-limits" title="Rate limits">
        <Para>
          One credential may make {apiRate.toLocaleString('en')} requests a minute to this contract; an
          address without a credential as many. Past that the answer is {problem('rate_limited')}. This is
          apart from the limits of a key itself, which count its verifications.
        </Para>
        <GuideTable
          label="Headers of rate limits"
          head={['Header', 'What it says']}
          rows={[
            {
              key: 'policy',
              cells: [
                <Code key="p">RateLimit-Policy</Code>,
                <>
                  <Code>{`"default";q=${apiRate};w=60`}</Code>: q requests in a window of w seconds
                </>,
              ],
            },
            {
              key: 'limit',
              cells: [
                <Code key="l">RateLimit</Code>,
                <>
                  <Code>{`"default";r=${apiRate - 1};t=60`}</Code>: r are left, the window ends in t seconds
                </>,
              ],
            },
            { key: 'retry', cells: [<Code key="r">Retry-After</Code>, 'With 429 and 503: seconds to wait'] },
          ]}
        />
      </Section>
      <Section id="idempotency" title="Idempotency">
        <Para>
          What makes something takes an <Code>Idempotency-Key</Code>: 1 to 255 characters of your choice, such
          as a random uuid. The same request with the same key within {keptHours} hours is carried out once
          and gives the first answer again, with <Code>Idempotent-Replayed: true</Code> and without its
          secret, which is shown once and stored nowhere. The same key with another request is{' '}
          {problem('idempotency_mismatch')}. A request that failed leaves no trace, so it may be tried again.
        </Para>
        <CodeBlock
          language="shell"
          label="A request that may be repeated"
          code={[
            `curl ${origin}/api/v1/keys \\`,
            '  -H "Authorization: Bearer $LATCHWORK_TOKEN" \\',
            '  -H "Idempotency-Key: $(uuidgen)" \\',
            '  -H "Content-Type: application/json" \\',
            `  --data-raw '{"name": "Checkout service"}'`,
          ].join('\n')}
        />
      </Section>
      <Section id="versions" title="Versions and ETags">
        <Para>
          A key and a project carry a <Code>version</Code>, and their answers an <Code>ETag</Code>. Send it
          back in <Code>If-Match</Code> and the change is made only if nobody else came first; otherwise it is{' '}
          {problem('precondition_failed')}. Without the header, the last one wins.
        </Para>
        <CodeBlock
          language="shell"
          label="A change that overwrites nobody"
          code={[
            `curl -X PATCH ${origin}/api/v1/keys/$KEY_ID \\`,
            '  -H "Authorization: Bearer $LATCHWORK_TOKEN" \\',
            `  -H 'If-Match: "3"' \\`,
            '  -H "Content-Type: application/json" \\',
            `  --data-raw '{"enabled": false}'`,
          ].join('\n')}
        />
      </Section>
      <Section id="pagination" title="Pages of a list">
        <Para>
          A list gives <Code>items</Code> and <Code>nextCursor</Code>. Send the cursor back as{' '}
          <Code>cursor</Code>, with the same filters and sort, for the next page; null means that this was the
          last. <Code>limit</Code> is 50 unless you say otherwise, and at most 200. Cursors follow the sorted
          values, so that a page stays right while others add and remove.
        </Para>
        <CodeBlock
          language="shell"
          label="The next page"
          code={`curl "${origin}/api/v1/keys?limit=200&cursor=$NEXT_CURSOR" \\\n  -H "Authorization: Bearer $LATCHWORK_TOKEN"`}
        />
      </Section>
      <Section id="unseen" title="What you may not see">
        <Para>
          Another organization’s key and a key that never was are the same {problem('not_found')}, to the
          byte.
        </Para>
      </Section>
    </Guide>
  )
}
