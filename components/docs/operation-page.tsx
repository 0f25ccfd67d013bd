'use client'

import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { problemTitles } from '#lib/contracts/problem.ts'
import { errorHref } from './docs-map.ts'
import type { DocumentedOperation } from './documented-operation.ts'
import { Heading } from './guide.tsx'
import { Code, Inline } from './inline.tsx'
import { MethodBadge, PathText } from './method-badge.tsx'
import { Samples } from './samples.tsx'
import { SchemaTable } from './schema-table.tsx'
import { jsonText } from './snippets.ts'
import { TryIt } from './try-it.tsx'

export interface OperationPageProps {
  operation: DocumentedOperation
  /** Where this Latchwork is reached. */
  origin: string
  signedIn: boolean
}

/** One operation: what it does, takes and gives at the left; examples and a way to try it at the right. */
export function OperationPage({ operation, origin, signedIn }: OperationPageProps) {
  const { method, path, summary, description, right, tag } = operation
  return (
    <div className="grid gap-x-10 gap-y-8 px-4 py-8 sm:px-8 lg:py-10 xl:grid-cols-[minmax(0,1fr)_minmax(0,480px)]">
      <div className="min-w-0">
        <p className="mb-1.5 text-faint">{tag}</p>
        <h1 className="text-2xl">{summary}</h1>
        <p className="mt-3 flex min-h-9 items-center gap-2.5 rounded-md border bg-paper py-1 pr-1 pl-3">
          <MethodBadge method={method} />
          <PathText path={path} className="min-w-0 flex-1" />
          <CopyButton value={origin + path} label="Copy address" />
        </p>
        {description && (
          <p className="mt-4 max-w-[72ch] text-pretty leading-[22px]">
            <Inline text={description} />
          </p>
        )}
        <p className="mt-2 max-w-[72ch] text-pretty text-muted leading-[22px]">
          <Inline text={right} />
        </p>
        <p className="mt-4 xl:hidden">
          <a href="#workbench" className="underline decoration-edge underline-offset-4">
            Example, and a way to try it
          </a>
        </p>
        <Request operation={operation} />
        <Answer operation={operation} />
        <Problems operation={operation} />
      </div>
      <div
        id="workbench"
        className="min-w-0 scroll-mt-16 xl:sticky xl:top-0 xl:max-h-dvh xl:self-start xl:overflow-y-auto xl:py-10 xl:pr-1 xl:-my-10"
      >
        <Workbench operation={operation} origin={origin} signedIn={signedIn} />
      </div>
    </div>
  )
}

function Part({
  id,
  title,
  aside,
  children,
}: {
  id: string
  title: string
  aside?: string
  children: ReactNode
}) {
  return (
    <section aria-labelledby={id} className="mt-9 grid gap-2.5">
      <div className="flex items-baseline justify-between gap-4">
        <Heading id={id}>{title}</Heading>
        {aside && <span className="text-faint">{aside}</span>}
      </div>
      {children}
    </section>
  )
}

const formType = 'application/x-www-form-urlencoded'

function Request({ operation }: { operation: DocumentedOperation }) {
  const { params, query, headers, body, form } = operation
  return (
    <>
      {params.length > 0 && (
        <Part id="path" title="Path">
          <SchemaTable fields={params} label="Path" mark="required" />
        </Part>
      )}
      {query.length > 0 && (
        <Part id="query" title="Query">
          <SchemaTable fields={query} label="Query" mark="required" />
        </Part>
      )}
      {headers.length > 0 && (
        <Part id="headers" title="Headers">
          <SchemaTable fields={headers} label="Headers" mark="required" />
        </Part>
      )}
      {body && (
        <Part id="body" title="Body" aside={form ? formType : 'application/json'}>
          <SchemaTable fields={body} label="Body" mark="required" />
        </Part>
      )}
    </>
  )
}

function Answer({ operation }: { operation: DocumentedOperation }) {
  const { reply, status, once, inHeaders, stream } = operation
  return (
    <Part id="answer" title="Answer" aside={String(status)}>
      {inHeaders && <p className="text-muted">No body; all of it is in headers.</p>}
      {reply === null && <p className="text-muted">No body.</p>}
      {stream && (
        <p className="text-muted">
          A file, sent as it is made: <Code>{stream.join(' or ')}</Code>.
        </p>
      )}
      {reply?.length === 0 && !stream && <p className="text-muted">A JSON object.</p>}
      {reply && reply.length > 0 && <SchemaTable fields={reply} label="Answer" once={once} mark="optional" />}
    </Part>
  )
}

function Problems({ operation }: { operation: DocumentedOperation }) {
  return (
    <Part id="errors" title="Errors" aside={operation.form ? 'application/json' : 'application/problem+json'}>
      {operation.form && (
        <p className="text-muted">
          Told as OAuth has it (RFC 6749, section 5.2): <Code>error</Code> and <Code>error_description</Code>.
        </p>
      )}
      <ul className="border-t">
        {operation.problems.map(({ code, status, own }) => (
          <li key={code} className="flex flex-wrap items-baseline gap-x-3 border-b py-2">
            <span className="w-8 font-mono text-faint text-xs">{status}</span>
            <Link
              href={errorHref(code)}
              className="font-mono text-xs underline decoration-edge underline-offset-4 hover:decoration-ink"
            >
              {code}
            </Link>
            <span className={own ? undefined : 'text-muted'}>{problemTitles[code]}</span>
          </li>
        ))}
      </ul>
    </Part>
  )
}

function Workbench({ operation, origin, signedIn }: OperationPageProps) {
  const [tab, setTab] = useState('example')
  const { example, exampleReply, status, inHeaders } = operation
  return (
    <Tabs value={tab} onValueChange={setTab}>
      <TabList label="Example and trial">
        <Tab value="example">Example</Tab>
        <Tab value="try">Try it</Tab>
      </TabList>
      <TabPanel value="example" className="grid gap-4 pt-4">
        <Samples request={{ ...example, origin }} label={operation.summary} />
        {exampleReply !== undefined && !inHeaders && (
          <div className="grid gap-1.5">
            <p className="text-faint text-xs">Answers {status}</p>
            <CodeBlock
              code={jsonText(exampleReply)}
              language="json"
              label="Example answer"
              className="[&_pre]:max-h-[480px] [&_pre]:overflow-y-auto"
            />
          </div>
        )}
      </TabPanel>
      <TabPanel value="try" className="pt-4">
        <TryIt operation={operation} signedIn={signedIn} />
      </TabPanel>
    </Tabs>
  )
}
