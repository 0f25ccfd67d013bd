'use client'

import { type ReactNode, useState } from 'react'
import { cn } from './cn.ts'
import { type Language, type TokenKind, tokenize } from './code-tokens.ts'
import { CopyButton } from './copy-button.tsx'
import { Tab, TabList, TabPanel, Tabs } from './tabs.tsx'

const looks: Record<TokenKind, string> = {
  plain: '',
  comment: 'text-faint',
  string: 'text-ok',
  keyword: 'font-medium',
  number: 'text-ink',
  secret: 'text-brass',
}

/** What scrolls must be reachable by keyboard (WCAG 2.1.1). */
const scrollable = (label: string) => ({ tabIndex: 0, role: 'group', 'aria-label': label })

export interface CodeBlockProps {
  code: string
  language: Language
  /** What the code is, for a screen reader: `Example in curl`. */
  label: string
  /** Instead of `code`, what the copy button copies (a secret filled in, say). */
  copyValue?: string | (() => string)
  /** Called when it was copied. */
  onCopied?: () => void
  /** Long lines wrap; otherwise the block scrolls sideways. */
  wrap?: boolean
  /** Without its own frame, inside one. */
  bare?: boolean
  className?: string
}

/** Code to read and copy. */
export function CodeBlock(props: CodeBlockProps) {
  const { code, language, label, copyValue, onCopied, wrap, bare, className } = props
  const tokens: ReactNode[] = []
  let offset = 0
  for (const token of tokenize(code, language)) {
    tokens.push(
      <span key={offset} className={looks[token.kind]}>
        {token.text}
      </span>,
    )
    offset += token.text.length
  }
  return (
    <div className={cn('group/code relative min-w-0', !bare && 'rounded-lg border bg-paper', className)}>
      <pre
        {...scrollable(label)}
        className={cn(
          'overflow-x-auto rounded-lg px-4 py-3.5 pr-12 font-mono text-xs leading-[18px] focus-visible:-outline-offset-1',
          wrap && 'wrap-anywhere whitespace-pre-wrap',
        )}
      >
        <code>{tokens}</code>
      </pre>
      <span className="absolute top-2 right-2">
        <CopyButton value={copyValue ?? code} label="Copy code" onCopied={onCopied} className="bg-paper" />
      </span>
    </div>
  )
}

export interface CodeSample {
  /** `curl`, `TypeScript`, `Python`. */
  name: string
  language: Language
  code: string
  /** Instead of `code`, what is copied (a secret filled in). */
  copyValue?: () => string
  onCopied?: () => void
}

export interface CodeSamplesProps {
  samples: readonly CodeSample[]
  /** What the samples do: `Create a key`. */
  label: string
  /** Which is open, where one choice should hold for a whole page. */
  open?: string
  onOpenChange?: (name: string) => void
  className?: string
}

/** The same thing in several languages, behind tabs. */
export function CodeSamples({ samples, label, open, onOpenChange, className }: CodeSamplesProps) {
  const [own, setOwn] = useState(samples[0]?.name ?? '')
  const wanted = open ?? own
  const value = samples.some((sample) => sample.name === wanted) ? wanted : (samples[0]?.name ?? '')
  const change = (name: string) => {
    setOwn(name)
    onOpenChange?.(name)
  }
  return (
    <Tabs
      value={value}
      onValueChange={change}
      className={cn('overflow-hidden rounded-lg border bg-paper', className)}
    >
      <TabList label={label} className="gap-x-4 px-4">
        {samples.map((sample) => (
          <Tab key={sample.name} value={sample.name}>
            {sample.name}
          </Tab>
        ))}
      </TabList>
      {samples.map((sample) => (
        <TabPanel key={sample.name} value={sample.name}>
          <CodeBlock
            code={sample.code}
            language={sample.language}
            label={`${label}, ${sample.name}`}
            {...(sample.copyValue && { copyValue: sample.copyValue })}
            {...(sample.onCopied && { onCopied: sample.onCopied })}
            bare
          />
        </TabPanel>
      ))}
    </Tabs>
  )
}
