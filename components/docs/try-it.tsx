'use client'

import { type FormEvent, useState } from 'react'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import type { DocumentedOperation } from './documented-operation.ts'
import { Code } from './inline.tsx'
import { useReference } from './reference-state.tsx'
import { addressOf } from './request.ts'
import { jsonText } from './snippets.ts'
import { TryAnswerView } from './try-answer.tsx'
import { TryCredentialField } from './try-credential-field.tsx'
import { BodyField, ParameterFields } from './try-form.tsx'
import { parseJson } from './try-request.ts'
import { useTry } from './use-try.ts'

/** Sends the real request from here, with one's own credential. What changes something asks first. */
export function TryIt({ operation, signedIn }: { operation: DocumentedOperation; signedIn: boolean }) {
  const { credential } = useReference()
  const isPublic = operation.example.credential === null
  const [params, setParams] = useState<Record<string, string>>({})
  const [query, setQuery] = useState<Record<string, string>>({})
  const [headers, setHeaders] = useState<Record<string, string>>({})
  const [text, setText] = useState(() => (operation.body === null ? '' : jsonText(operation.example.body)))
  const [mistake, setMistake] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const attempt = useTry()

  const { method, path } = operation
  const address = addressOf({ path, params, query })
  const body = operation.body === null ? undefined : parseJson(text)?.value
  const send = () => {
    setAsking(false)
    void attempt.send(
      {
        method,
        path,
        params,
        query,
        headers,
        body,
        ...(operation.form ? { encoding: 'form' as const } : {}),
      },
      isPublic ? { kind: 'none' } : credential,
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = mistakeIn(operation, params, text)
    setMistake(found)
    if (found) return
    if (method === 'GET') send()
    else setAsking(true)
  }
  const badBody = mistake === notJson ? mistake : null
  return (
    <div className="grid gap-5">
      <form onSubmit={submit} noValidate className="grid gap-5">
        {isPublic ? (
          <p className="text-muted">Anybody may call it: no credential is sent.</p>
        ) : (
          <TryCredentialField signedIn={signedIn} />
        )}
        {operation.inHeaders && (
          <p className="text-muted">
            Here it stands for the gateway’s client, and a session is no key. The gateway’s own goes into its
            header.
          </p>
        )}
        <ParameterFields legend="Path" fields={operation.params} values={params} onChange={setParams} />
        <ParameterFields legend="Query" fields={operation.query} values={query} onChange={setQuery} />
        <ParameterFields legend="Headers" fields={operation.headers} values={headers} onChange={setHeaders} />
        {operation.body !== null && <BodyField text={text} onChange={setText} error={badBody} />}
        {mistake && !badBody && (
          <Banner tone="danger" live>
            {mistake}
          </Banner>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" loading={attempt.busy}>
            Send request
          </Button>
          <span className="wrap-anywhere min-w-0 flex-1 font-mono text-2xs text-faint">
            {method} {address}
          </span>
        </div>
      </form>
      {attempt.failure && (
        <Banner tone="danger" live title="No answer">
          {attempt.failure}
        </Banner>
      )}
      <div aria-live="polite">
        {attempt.answer && (
          <TryAnswerView key={attempt.count} answer={attempt.answer} once={operation.once} />
        )}
      </div>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        tone={method === 'DELETE' ? 'danger' : 'caution'}
        title={`${operation.summary}?`}
        consequences={
          <>
            This is no rehearsal: <Code>{`${method} ${address}`}</Code> is sent to this Latchwork
            {isPublic ? '' : credential.kind === 'session' ? ', as you' : ', with the key you pasted'}, and
            what it changes stays changed.
          </>
        }
        confirmLabel="Send request"
        onConfirm={send}
        busy={false}
        error={null}
      />
    </div>
  )
}

const notJson = 'The body is not JSON yet.'

function mistakeIn(
  operation: DocumentedOperation,
  params: Readonly<Record<string, string>>,
  text: string,
): string | null {
  const missing = operation.params.find(({ name }) => !params[name]?.trim())
  if (missing) return `Give ${missing.name}: it is part of the address.`
  return operation.body !== null && parseJson(text) === null ? notJson : null
}
