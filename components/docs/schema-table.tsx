import { ChevronRight } from 'lucide-react'
import { Inline } from './inline.tsx'
import type { SchemaField } from './schema-fields.ts'

/** So many values of a closed list are shown at once; more are folded. */
const valuesShown = 12

export interface SchemaTableProps {
  fields: readonly SchemaField[]
  /** What the fields are of: `Body`. */
  label: string
  /** Top-level fields that are shown once. */
  once?: readonly string[]
  /** In an answer every field is there unless it says otherwise; in a request the reverse reads better. */
  mark: 'required' | 'optional'
}

/** A schema as a nested list: name, type, what it means, what binds it; what an object holds folds open beneath. */
export function SchemaTable({ fields, label, once = [], mark }: SchemaTableProps) {
  return (
    <ul aria-label={label} className="border-t">
      {fields.map((field) => (
        <Row key={field.name} field={field} mark={mark} once={once.includes(field.name)} />
      ))}
    </ul>
  )
}

function Row({ field, mark, once }: { field: SchemaField; mark: SchemaTableProps['mark']; once: boolean }) {
  const { name, type, required, description, values, limits, fields } = field
  return (
    <li className="border-b py-3">
      <div className="flex flex-wrap items-baseline gap-x-2.5">
        <span className="font-medium font-mono text-xs leading-5">{name}</span>
        <span className="text-faint text-xs">{type}</span>
        {mark === 'required' && required && <span className="text-xs">required</span>}
        {mark === 'optional' && !required && <span className="text-faint text-xs">may be left out</span>}
        {once && <span className="text-brass text-xs">shown once</span>}
      </div>
      {description && (
        <p className="text-muted">
          <Inline text={description} />
        </p>
      )}
      {values.length > 0 && <Values values={values} />}
      {limits.length > 0 && (
        <p className="text-faint text-xs">
          {limits.map((limit, index) => (
            <span key={limit}>
              {index > 0 && ' · '}
              <Limit text={limit} />
            </span>
          ))}
        </p>
      )}
      {fields.length > 0 && (
        <details className="group mt-1">
          <summary className="-ml-1 inline-flex min-h-6 cursor-pointer list-none items-center gap-1 rounded-sm pr-1 text-muted text-xs hover:text-ink [&::-webkit-details-marker]:hidden">
            <ChevronRight
              aria-hidden="true"
              className="size-3.5 transition-transform duration-100 group-open:rotate-90"
            />
            {fields.length} {fields.length === 1 ? 'field' : 'fields'}
            <span className="sr-only"> of {name}</span>
          </summary>
          <div className="mt-1 border-l pl-4 [&>ul>li:last-child]:border-b-0 [&>ul]:border-t-0">
            <SchemaTable fields={fields} label={`Fields of ${name}`} mark={mark} />
          </div>
        </details>
      )}
    </li>
  )
}

function Values({ values }: { values: readonly string[] }) {
  const shown = values.slice(0, valuesShown)
  return (
    <p className="my-1 flex flex-wrap gap-1">
      <span className="sr-only">One of: </span>
      {shown.map((value) => (
        <code key={value} className="rounded-sm bg-wash px-1.5 py-px font-mono text-2xs text-muted">
          {value}
        </code>
      ))}
      {values.length > shown.length && (
        <span className="text-faint text-xs">and {values.length - shown.length} more</span>
      )}
    </p>
  )
}

/** A pattern is code; every other limit is words. */
function Limit({ text }: { text: string }) {
  const pattern = /^matches (.+)$/.exec(text)?.[1]
  if (!pattern) return text
  return (
    <>
      matches <code className="wrap-anywhere font-mono text-2xs">{pattern}</code>
    </>
  )
}
