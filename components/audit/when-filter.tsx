'use client'

import { type FormEvent, useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { FilterChip } from '#components/ui/filter-chip.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Input } from '#components/ui/input.tsx'
import { Label } from '#components/ui/label.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '#components/ui/popover.tsx'
import { dateText } from '#components/ui/relative-time-text.ts'
import { type AuditState, type When, whenChoices, whenNames } from './audit-state.ts'

interface WhenFilterProps {
  state: AuditState
  onChange: (change: Partial<AuditState>) => void
}

/** When it happened: a span that ends now, or one from an instant to another, in the reader's own time. */
export function WhenFilter({ state, onChange }: WhenFilterProps) {
  const [open, setOpen] = useState(false)
  const choose = (change: Pick<AuditState, 'when' | 'from' | 'to'>) => {
    onChange(change)
    setOpen(false)
  }
  const value = chosenWhen(state)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <FilterChip label="When" {...(value ? { value } : {})} />
      </PopoverTrigger>
      <PopoverContent aria-label="When" className="grid w-72 gap-3">
        <div className="flex flex-wrap gap-1.5">
          {whenChoices.map((when) => (
            <Button
              key={when}
              size="sm"
              aria-pressed={state.when === when}
              className="aria-pressed:border-ink"
              onClick={() => choose({ when, from: null, to: null })}
            >
              {short(when)}
            </Button>
          ))}
          {value && (
            <Button size="sm" variant="ghost" onClick={() => choose({ when: null, from: null, to: null })}>
              Whenever
            </Button>
          )}
        </div>
        <Range state={state} onChoose={choose} />
      </PopoverContent>
    </Popover>
  )
}

const short = (when: When) => {
  const text = whenNames[when].replace('last ', '')
  return text === 'hour' ? '1 hour' : text
}

function chosenWhen({ when, from, to }: AuditState): string | null {
  if (when) return whenNames[when]
  const [since, until] = [from, to].map((instant) => (instant ? dateText(Date.parse(instant)) : null))
  if (since && until) return `${since} to ${until}`
  if (since) return `since ${since}`
  return until ? `before ${until}` : null
}

interface RangeProps {
  state: AuditState
  onChoose: (change: Pick<AuditState, 'when' | 'from' | 'to'>) => void
}

function Range({ state, onChoose }: RangeProps) {
  const [wrong, setWrong] = useState(false)
  const id = useId()
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [from, to] = ['from', 'to'].map((name) => instantOf(String(form.get(name))))
    if (from && to && from >= to) return setWrong(true)
    setWrong(false)
    onChoose({ when: null, from: from ?? null, to: to ?? null })
  }
  return (
    <form onSubmit={apply} noValidate className="grid gap-2 border-t pt-3">
      {(['from', 'to'] as const).map((name) => (
        <div key={name} className="grid grid-cols-[48px_minmax(0,1fr)] items-center gap-2">
          <Label htmlFor={`${id}-${name}`}>{name === 'from' ? 'From' : 'To'}</Label>
          <Input
            id={`${id}-${name}`}
            name={name}
            type="datetime-local"
            defaultValue={localText(state[name])}
            aria-invalid={wrong || undefined}
            aria-describedby={wrong ? `${id}-wrong` : undefined}
          />
        </div>
      ))}
      {wrong && <InlineError id={`${id}-wrong`}>This ends before it begins</InlineError>}
      <Button size="sm" type="submit" className="justify-self-end">
        Apply
      </Button>
    </form>
  )
}

/** What a field for local time says, as an instant. */
function instantOf(local: string): string | null {
  const at = Date.parse(local)
  return local === '' || Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** An instant as a field for local time has it. */
function localText(instant: string | null): string {
  const at = instant === null ? Number.NaN : Date.parse(instant)
  if (Number.isNaN(at)) return ''
  const offset = new Date(at).getTimezoneOffset() * 60_000
  return new Date(at - offset).toISOString().slice(0, 16)
}
