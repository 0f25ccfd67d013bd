'use client'

import Link from 'next/link'
import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { DescriptionList } from '#components/ui/description-list.tsx'
import { type ProblemCode, problemCodes, problemTitles } from '#lib/contracts/problem.ts'
import { errorHref } from './docs-map.ts'
import { maskOnce, type TryAnswer } from './try-request.ts'

/** The most characters of a body that are drawn; the rest would only slow the page. */
const drawn = 40_000

/** What came back: status, the headers that matter, the body; what is given once stays dots until it is asked for. */
export function TryAnswerView({ answer, once }: { answer: TryAnswer; once: readonly string[] }) {
  const [open, setOpen] = useState(false)
  const { shown, hidden } = maskOnce(answer.body, once)
  const body = textOf(open ? answer.body : shown, answer.isJson)
  const problem = problemIn(answer.body)
  const good = answer.status < 400
  return (
    <section aria-label="What came back" className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={good ? 'ok' : 'danger'} mono>
          {answer.status}
        </Badge>
        <span className="text-faint">{answer.took.toLocaleString('en')} ms</span>
        {problem && (
          <Link href={errorHref(problem)} className="ml-auto underline decoration-edge underline-offset-4">
            {problemTitles[problem]}: how to fix it
          </Link>
        )}
      </div>
      <DescriptionList
        items={answer.headers.map(([term, detail]) => ({ term, detail, mono: true }))}
        className="text-xs"
      />
      {body !== '' && (
        <CodeBlock
          code={body.slice(0, drawn)}
          language={answer.isJson ? 'json' : 'text'}
          label="Body of the answer"
          copyValue={body}
          className="[&_pre]:max-h-96 [&_pre]:overflow-y-auto"
        />
      )}
      {body.length > drawn && (
        <p className="text-faint text-xs">
          The first {drawn.toLocaleString('en')} characters; copying takes all.
        </p>
      )}
      {hidden && (
        <div className="flex flex-wrap items-center gap-3">
          <Button size="sm" onClick={() => setOpen(!open)}>
            {open ? 'Hide what is shown once' : 'Show what is shown once'}
          </Button>
          <span className="text-muted text-xs">It is in no other answer: keep it before you leave.</span>
        </div>
      )}
    </section>
  )
}

function textOf(body: unknown, isJson: boolean): string {
  return isJson ? JSON.stringify(body, null, 2) : String(body)
}

function problemIn(body: unknown): ProblemCode | null {
  if (typeof body !== 'object' || body === null || !('code' in body) || !('status' in body)) return null
  return problemCodes.find((code) => code === body.code) ?? null
}
