'use client'

import { type ReactNode, useId } from 'react'
import { type FieldPath, type FieldValues, get, useFormState } from 'react-hook-form'
import { cn } from '#components/ui/cn.ts'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Label } from '#components/ui/label.tsx'

/** What every field takes: its place in the form, its name for people, and help. */
export interface FieldProps<Values extends FieldValues> {
  name: FieldPath<Values>
  label: string
  /** One line below, until an error takes its place. */
  hint?: ReactNode
  /** Most fields are needed; say so of those that are not. */
  optional?: boolean
  disabled?: boolean
  className?: string
}

/** What a control must carry so that its label, hint and error belong to it. */
export interface ControlProps {
  id: string
  'aria-invalid': true | undefined
  'aria-describedby': string | undefined
  'aria-required': true | undefined
}

interface FieldFrameProps {
  name: string
  label: string
  hint?: ReactNode
  optional?: boolean
  className?: string
  children: (control: ControlProps) => ReactNode
}

/** The message for a field, wherever in it the error lies: a list says it for its first wrong entry. */
function messageIn(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('message' in error && typeof error.message === 'string') return error.message
  for (const [key, inner] of Object.entries(error)) {
    if (key === 'ref') continue
    const message = messageIn(inner)
    if (message) return message
  }
  return undefined
}

/** The error message of a field of the form around, if there is one. */
export function useFieldError(name: string): string | undefined {
  const { errors } = useFormState({ name })
  return messageIn(get(errors, name))
}

/** Label, control, hint and error, wired to each other. Every field of this folder stands in one. */
export function FieldFrame({ name, label, hint, optional, className, children }: FieldFrameProps) {
  const id = useId()
  const error = useFieldError(name)
  const about = error ? `${id}-error` : hint ? `${id}-hint` : undefined
  return (
    <div className={cn('grid min-w-0 gap-1.5', className)}>
      <Label htmlFor={id} optional={optional} className="justify-self-start">
        {label}
      </Label>
      {children({
        id,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': about,
        'aria-required': optional ? undefined : true,
      })}
      {error ? (
        <InlineError id={`${id}-error`}>{error}</InlineError>
      ) : (
        hint && (
          <p id={`${id}-hint`} className="text-muted text-xs">
            {hint}
          </p>
        )
      )}
    </div>
  )
}
