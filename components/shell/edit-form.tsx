'use client'

import { type ReactNode, useState } from 'react'
import { type DefaultValues, type FieldPath, type FieldValues, type Resolver, useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { Button } from '#components/ui/button.tsx'
import { DialogBody, DialogFooter, dialogFormStyles } from '#components/ui/dialog.tsx'
import type { ApiProblem } from '#lib/client/problem.ts'
import { cameLate, EditConflict, type EditConflictProps, type Versioned } from './edit-conflict.tsx'

interface EditFormProps<
  Thing extends Versioned,
  Values extends FieldValues,
  Output,
  Body extends Record<string, unknown>,
> extends Pick<EditConflictProps<Thing>, 'noun' | 'changes'> {
  /** What is edited, as it was on the screen. */
  thing: Thing
  resolver: Resolver<Values, unknown, Output>
  valuesOf: (thing: Thing) => Values
  /** What is sent of the values, an empty object where nothing differs. */
  bodyOf: (values: Output, from: Thing) => Body
  fieldFor: (path: string) => FieldPath<Values>
  /** As it is now; needed once an edit `cameLate`. */
  current: EditConflictProps<Thing>['query']
  update: { error: ApiProblem | null; isPending: boolean; reset: () => void }
  onSend: (body: Body, ifVersion: number) => void
  onClose: () => void
  label?: string
  /** The fields; given what the edit began from, where that matters. */
  children: ReactNode | ((from: Thing) => ReactNode)
}

/**
 * In a dialog, a change of what others may be changing too: from the version that was on the screen, with what differs alone, and
 * with a choice where it came late.
 */
export function EditForm<
  Thing extends Versioned,
  Values extends FieldValues,
  Output,
  Body extends Record<string, unknown>,
>(props: EditFormProps<Thing, Values, Output, Body>) {
  const { noun, label = `Edit the ${noun}`, thing, resolver, valuesOf, bodyOf, fieldFor } = props
  const { changes, current, update, onSend, onClose, children } = props
  const [from, setFrom] = useState(thing)
  const form = useForm<Values, unknown, Output>({
    resolver,
    defaultValues: valuesOf(thing) as DefaultValues<Values>,
    mode: 'onTouched',
  })
  const late = cameLate(update.error)
  const failure = late ? null : update.error
  const send = (values: Output, ifVersion: number) => {
    const body = bodyOf(values, from)
    if (Object.keys(body).length === 0) onClose()
    else onSend(body, ifVersion)
  }
  const restart = (theirs: Thing) => {
    setFrom(theirs)
    form.reset(valuesOf(theirs))
    update.reset()
  }
  return (
    <Form
      form={form}
      label={label}
      failure={failure}
      fieldFor={fieldFor}
      errorAt="none"
      className={dialogFormStyles}
      onSubmit={(values) => send(values, from.version)}
    >
      <DialogBody className="grid content-start gap-5">
        <FormError failure={failure} />
        {late && (
          <EditConflict
            noun={noun}
            base={from}
            query={current}
            changes={changes}
            onTheirs={restart}
            onMine={(theirs) => void form.handleSubmit((values) => send(values, theirs.version))()}
          />
        )}
        {typeof children === 'function' ? children(from) : children}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" loading={update.isPending} disabled={late}>
          Save changes
        </Button>
      </DialogFooter>
    </Form>
  )
}
