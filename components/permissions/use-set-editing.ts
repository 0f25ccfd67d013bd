import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { useSettledNames } from '#components/shell/use-settled-names.ts'
import { type NamedSetInput, type NamedSetValues, namedSet, namedSetValues, sameNames } from './named-set.ts'

export interface Versioned extends NamedSetInput {
  version: number
  updatedAt?: string
}

/** The editing of a role or a rung: its form, the version it began from, and what to ask a preview of. */
export function useSetEditing<Thing extends Versioned>(start: Thing) {
  const [from, setFrom] = useState(start)
  const form = useForm<NamedSetInput, unknown, NamedSetValues>({
    resolver: zodResolver(namedSet),
    defaultValues: namedSetValues(start),
    mode: 'onTouched',
  })
  const chosen = useWatch({ control: form.control, name: 'permissions' })
  const { names, settled } = useSettledNames(chosen)
  const differs = !sameNames(chosen, from.permissions)
  return {
    form,
    from,
    chosen,
    /** Whether the chosen permissions are others than those it began with. */
    differs,
    /** The choice once it has stayed the same for a moment. */
    names,
    settled,
    asks: differs && settled,
    restart: (thing: Thing) => {
      setFrom(thing)
      form.reset(namedSetValues(thing))
    },
  }
}
export type SetEditing<Thing extends Versioned> = ReturnType<typeof useSetEditing<Thing>>
