import Link from 'next/link'
import { errorHref, type OperationLink, operationHref } from '#components/docs/docs-map.ts'
import { Guide, Para, Points, Section } from '#components/docs/guide.tsx'
import { Code, Inline } from '#components/docs/inline.tsx'
import { MethodBadge } from '#components/docs/method-badge.tsx'
import { remedies } from '#components/docs/remedies.ts'
import { jsonText } from '#components/docs/snippets.ts'
import { Badge } from '#components/ui/badge.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { type ProblemCode, problemCodes, problemStatus, problemTitles } from '#lib/contracts/problem.ts'

const link = 'text-ink underline decoration-edge underline-offset-4 hover:decoration-ink'

const byStatus = problemCodes.toSorted((a, b) => problemStatus[a] - problemStatus[b])

/** Every error there is, by status. */
export function Errors() {
  return (
    <Guide
      title="Errors"
      lead={
        <>
          Every error comes as <Code>application/problem+json</Code> (RFC 9457). Branch on <Code>code</Code>:
          it is stable, and the list is closed. The address in <Code>type</Code> is one of the pages below.
        </>
      }
    >
      <ul className="mt-8 border-t">
        {byStatus.map((code) => (
          <li key={code} className="relative border-b hover:bg-wash">
            <Link
              href={errorHref(code)}
              className="grid grid-cols-[40px_minmax(0,1fr)] items-baseline gap-x-3 gap-y-0.5 px-2 py-2.5 sm:grid-cols-[40px_196px_minmax(0,1fr)]"
            >
              <span className="font-mono text-faint text-xs">{problemStatus[code]}</span>
              <span className="font-medium font-mono text-xs leading-5">{code}</span>
              <span className="col-start-2 text-muted sm:col-start-3">{problemTitles[code]}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Para className="mt-6">
        That a key is not good is no error where you ask about it: see{' '}
        <Link className={link} href="/docs/verification#verdicts">
          the verdicts of a verification
        </Link>
        .
      </Para>
    </Guide>
  )
}

const again = {
  no: 'No: the same request gets the same answer.',
  later: 'Yes, later, as it is.',
  'after a change': 'Yes, once what it complains of is put right.',
} as const

export interface ErrorPageProps {
  code: ProblemCode
  origin: string
  /** The operations that name this error among their own; empty where every operation may answer with it. */
  operations: readonly OperationLink[]
}

/** One error: what it means, why it happens, what to do. The `type` of a problem is the address of this page. */
export function ErrorPage({ code, origin, operations }: ErrorPageProps) {
  const { means, because, fix, detail, again: retry } = remedies[code]
  const example = {
    type: `${origin}${errorHref(code)}`,
    title: problemTitles[code],
    status: problemStatus[code],
    code,
    detail,
    ...(code === 'invalid'
      ? { errors: [{ path: 'name', message: 'Too small: expected string to have >=1 characters' }] }
      : {}),
    ...(code === 'not_found' ? {} : { requestId: '0193b0f7-0e4d-7c86-a9b3-f15d2c7e8046' }),
  }
  return (
    <Guide
      eyebrow={
        <Link href="/docs/errors" className="hover:text-ink">
          Errors
        </Link>
      }
      title={problemTitles[code]}
      lead={
        <>
          <p className="mb-3 flex flex-wrap items-center gap-2">
            <Badge mono tone="danger">
              {problemStatus[code]}
            </Badge>
            <Code>{code}</Code>
          </p>
          <Inline text={means} />
        </>
      }
    >
      <Section id="why" title="Why it happens">
        <Points>
          {because.map((text) => (
            <li key={text}>
              <Inline text={text} />
            </li>
          ))}
        </Points>
      </Section>
      <Section id="fix" title="How to fix it">
        <Points ordered>
          {fix.map((text, index) => (
            <li key={text}>
              <span aria-hidden="true" className="font-mono text-faint text-xs leading-[22px]">
                {index + 1}
              </span>
              <span>
                <Inline text={text} />
              </span>
            </li>
          ))}
        </Points>
        <Para>
          <span className="text-ink">Worth trying again?</span> {again[retry]}
        </Para>
      </Section>
      <Section id="example" title="Example">
        <CodeBlock code={jsonText(example)} language="json" label="Example of this error" />
      </Section>
      {operations.length > 0 && (
        <Section id="operations" title="Operations that answer with it">
          <ul className="border-t">
            {operations.map((operation) => (
              <li key={operation.id} className="border-b">
                <Link
                  href={operationHref(operation.id)}
                  className="grid grid-cols-[56px_minmax(0,1fr)] items-baseline py-2 hover:bg-wash"
                >
                  <MethodBadge method={operation.method} />
                  <span>{operation.summary}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Guide>
  )
}
