'use client'

import { X } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react'
import { type FieldValues, useController, useFormContext } from 'react-hook-form'
import { cn } from '#components/ui/cn.ts'
import { FieldFrame, type FieldProps } from './field.tsx'

export interface TagListFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  placeholder?: string
  /** How many there may be. More are kept, and said to be too many. */
  max: number
  /** The entries in what was typed or pasted; parted by space, comma or line where nothing is said. */
  parse?: (text: string) => string[]
  /** What is wrong with one entry, or null. The resolver's word is final; this marks the entry at once. */
  check?: (entry: string) => string | null
  mono?: boolean
  /** A dialog that holds it begins here. */
  autoFocus?: boolean
}

const parted = (text: string) => text.split(/[\s,;]+/u).filter(Boolean)

/** `10 too many: at most 50`; null where there are no more than `max`. */
export function tooMany(entries: number, max: number): string | null {
  return entries > max
    ? `${(entries - max).toLocaleString('en')} too many: at most ${max.toLocaleString('en')}`
    : null
}

/** A list of short entries (addresses), typed or pasted. The form's value is a string[]. */
export function TagListField<Values extends FieldValues>(props: TagListFieldProps<Values>) {
  const { name, label, hint, optional, disabled, className, placeholder, max, check, mono, autoFocus } = props
  const { parse = parted } = props
  const { control } = useFormContext<Values>()
  const { field } = useController({ control, name })
  const [typed, setTyped] = useState('')
  const entries: readonly string[] = field.value ?? []
  const add = (text: string) => {
    const fresh = parse(text)
    if (fresh.length > 0) field.onChange([...new Set([...entries, ...fresh])])
    if (fresh.length > 0 || text.trim() === '') setTyped('')
  }
  const remove = (entry: string) => field.onChange(entries.filter((each) => each !== entry))
  /** Where a name may stand before an address, a space or a comma ends only what is an entry as it stands. */
  const isWhole = () => parse === parted || parse(typed).every((entry) => !check?.(entry))
  const keyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const ends = ['Enter', ';'].includes(event.key) || ([',', ' '].includes(event.key) && isWhole())
    if (ends && typed.trim()) {
      event.preventDefault()
      add(typed)
    } else if (event.key === 'Backspace' && typed === '' && entries.length > 0) {
      event.preventDefault()
      field.onChange(entries.slice(0, -1))
    }
  }
  const paste = (event: ClipboardEvent) => {
    event.preventDefault()
    add(typed + event.clipboardData.getData('text'))
  }
  const excess = tooMany(entries.length, max)
  const below = excess ? <span className="text-danger">{excess}</span> : hint
  return (
    <FieldFrame name={name} label={label} hint={below} optional={optional} className={className}>
      {(wired) => (
        <div
          className={cn(
            'flex min-h-8 flex-wrap items-center gap-1 rounded-md border border-edge bg-panel p-1 transition-colors duration-100 focus-within:outline-2 focus-within:outline-brass hover:border-faint/60 pointer-coarse:min-h-10',
            wired['aria-invalid'] && 'border-danger',
          )}
        >
          {entries.map((entry) => {
            const wrong = check?.(entry)
            return (
              <span
                key={entry}
                title={wrong ?? undefined}
                className={cn(
                  'inline-flex h-6 max-w-full items-center gap-0.5 rounded-sm bg-wash pl-2 text-xs',
                  mono && 'font-mono',
                  wrong && 'bg-danger-tint text-danger',
                )}
              >
                <span className="truncate">{entry}</span>
                {wrong && <span className="sr-only">: {wrong}</span>}
                <button
                  type="button"
                  aria-label={`Remove ${entry}`}
                  disabled={disabled}
                  onClick={() => remove(entry)}
                  className="grid size-6 place-items-center rounded-sm text-faint hover:text-ink"
                >
                  <X aria-hidden="true" className="size-3" />
                </button>
              </span>
            )
          })}
          <input
            {...wired}
            ref={field.ref}
            data-autofocus={autoFocus || undefined}
            value={typed}
            disabled={disabled}
            placeholder={entries.length === 0 ? placeholder : undefined}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={keyDown}
            onPaste={paste}
            onBlur={() => {
              add(typed)
              field.onBlur()
            }}
            autoComplete="off"
            spellCheck={false}
            className={cn(
              'h-6 min-w-32 flex-1 bg-transparent px-2 text-sm outline-none pointer-coarse:text-base',
              mono && 'font-mono',
            )}
          />
        </div>
      )}
    </FieldFrame>
  )
}
