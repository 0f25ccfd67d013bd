'use client'

import { CodeSamples } from '#components/ui/code-block.tsx'
import { useReference } from './reference-state.tsx'
import type { ApiRequest } from './request.ts'
import { curlSnippet, pythonSnippet, typescriptSnippet } from './snippets.ts'

/** A request in every language; the choice of language holds for the whole reference. */
export function Samples({ request, label }: { request: ApiRequest; label: string }) {
  const { language, setLanguage } = useReference()
  return (
    <CodeSamples
      label={label}
      open={language}
      onOpenChange={setLanguage}
      samples={[
        { name: 'curl', language: 'shell', code: curlSnippet(request) },
        { name: 'TypeScript', language: 'typescript', code: typescriptSnippet(request) },
        { name: 'Python', language: 'python', code: pythonSnippet(request) },
      ]}
    />
  )
}
