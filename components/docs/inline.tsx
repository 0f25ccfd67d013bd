import { Fragment } from 'react'

/** A word that a machine reads, inside a sentence. */
export function Code({ children }: { children: string }) {
  return (
    <code className="wrap-anywhere rounded-sm bg-wash px-1 py-px font-mono text-[0.92em] text-ink">
      {children}
    </code>
  )
}

/** A sentence whose words in backticks are code. */
export function Inline({ text }: { text: string }) {
  let offset = 0
  return text.split('`').map((part, index) => {
    offset += part.length + 1
    return index % 2 === 1 ? <Code key={offset}>{part}</Code> : <Fragment key={offset}>{part}</Fragment>
  })
}
