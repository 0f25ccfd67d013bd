'use client'

import { type FormEvent, type ReactNode, useEffect, useEffectEvent } from 'react'
import {
  type FieldPath,
  type FieldValues,
  FormProvider,
  type UseFormReturn,
  useFormState,
} from 'react-hook-form'
import { cn } from '#components/ui/cn.ts'
import { problemOf } from '#components/ui/problem.ts'
import { useUnsaved } from '#components/ui/unsaved.ts'
import { FormError } from './form-error.tsx'

export interface FormProps<Values extends FieldValues, Output> {
  /** From `useForm`; give it a resolver and `defaultValues` for every field. */
  form: UseFormReturn<Values, unknown, Output>
  /** Called with values that the resolver passed. */
  onSubmit: (values: Output) => unknown
  /**
   * Why the last submission failed (`mutation.error`), or null. Required, so that no form is written without a place
   * for it: refused fields are marked where they stand, the rest is said at the start of the form.
   */
  failure: unknown
  /** Where a refused path of the contract (`expiresAt`) belongs to another field here (`expiry`). */
  fieldFor?: (path: string) => FieldPath<Values>
  /** `none` where the caller places `<FormError failure={…} />` itself, inside a dialog's body. */
  errorAt?: 'start' | 'none'
  label?: string
  children: ReactNode
  className?: string
}

/**
 * A form of react-hook-form whose failure has a place, and whose first wrong field takes the focus. A dialog around it asks
 * before it lets what was filled in go.
 */
export function Form<Values extends FieldValues, Output>(props: FormProps<Values, Output>) {
  const { form, onSubmit, failure, fieldFor, errorAt = 'start', label, children, className } = props
  useUnsaved(useFormState({ control: form.control }).isDirty)
  const place = useEffectEvent((path: string) => (fieldFor ? fieldFor(path) : (path as FieldPath<Values>)))
  useEffect(() => {
    if (!failure) return
    const own = Object.keys(form.getValues())
    let focused = false
    for (const { path, message } of problemOf(failure).fields ?? []) {
      const name = place(path)
      if (!own.includes(name.split('.')[0] ?? '')) continue
      form.setError(name, { type: 'server', message }, { shouldFocus: !focused })
      focused = true
    }
  }, [failure, form])
  const submit = (event: FormEvent) => {
    // React passes events on through portals: a form inside a dialog must not submit the one around it.
    event.stopPropagation()
    void form.handleSubmit(onSubmit)(event)
  }
  return (
    <FormProvider {...form}>
      {/* Before the page is alive a submission goes nowhere (that is what `dialog` means outside one), and no password into an address. */}
      <form
        method="dialog"
        noValidate
        aria-label={label}
        onSubmit={submit}
        className={cn('grid gap-5', className)}
      >
        {errorAt === 'start' && <FormError failure={failure} />}
        {children}
      </form>
    </FormProvider>
  )
}
