'use client'

import { type ReactNode, useRef } from 'react'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { ChangePreview, type PreviewQuery } from '#components/shell/change-preview.tsx'
import { cameLate, EditConflict } from '#components/shell/edit-conflict.tsx'
import type { QueryLike } from '#components/shell/query-boundary.tsx'
import { useConsent, WidenConsent } from '#components/shell/widen-consent.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import type { ApiProblem } from '#lib/client/problem.ts'
import { changedSet, mergedNames, type NamedSetValues, setChanges, setFieldFor } from './named-set.ts'
import { NamedSetFields } from './named-set-fields.tsx'
import type { SetEditing, Versioned } from './use-set-editing.ts'

interface EditSetDialogProps<Thing extends Versioned> {
  noun: 'role' | 'level'
  title: string
  description?: string
  /** What its permissions are called. */
  legend: string
  editing: SetEditing<Thing>
  /** What it would do, were it to have the settled names. */
  preview: PreviewQuery & { isPlaceholderData: boolean; isRefetching: boolean }
  /** How it is now; asked for where the edit came late. */
  current: QueryLike<Thing>
  update: { error: ApiProblem | null; isPending: boolean; reset: () => void }
  onSend: (body: Partial<NamedSetValues>, ifVersion: number) => void
  /** Beside the preview: what else the choice does. */
  note?: ReactNode
  onClose: () => void
}

/** Changes a role or a rung, from the version that was on the screen, with what that does to keys before it is saved. */
export function EditSetDialog<Thing extends Versioned>(props: EditSetDialogProps<Thing>) {
  const { noun, title, description, legend, editing, preview, current, update, onSend, note, onClose } = props
  const { form, from, names, settled, differs } = editing
  const stale = !settled || preview.isPlaceholderData || preview.isRefetching
  const gaining = differs ? (preview.data?.pages[0]?.gaining ?? 0) : 0
  const looking = differs && !preview.error && (stale || preview.data === undefined)
  const consent = useConsent(names.join(','), gaining)
  const changes = useRef<HTMLElement>(null)
  /** Whether what it does was seen, and agreed to; brings what is missing of it into sight. */
  const seen = (): boolean => {
    if (!differs) return true
    if (!preview.data || preview.error) changes.current?.scrollIntoView({ block: 'nearest' })
    return preview.data !== undefined && !preview.error && consent.obtain()
  }
  const conflict = cameLate(update.error)
  const failure = conflict ? null : update.error
  const send = (values: NamedSetValues, ifVersion: number) => {
    const body = changedSet(values, from)
    if (Object.keys(body).length === 0) onClose()
    else onSend(body, ifVersion)
  }
  const onMine = (theirs: Thing) =>
    form.handleSubmit((values) => {
      const permissions = mergedNames(values.permissions, from.permissions, theirs.permissions)
      send({ ...values, permissions }, theirs.version)
    })()
  const onTheirs = (theirs: Thing) => {
    editing.restart(theirs)
    update.reset()
  }
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title={title} description={description} size="lg">
        <Form
          form={form}
          label={`Edit the ${noun}`}
          failure={failure}
          fieldFor={setFieldFor}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) => {
            if (!conflict && !looking && seen()) send(values, from.version)
          }}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={failure} />
            {conflict && (
              <EditConflict
                noun={noun}
                base={from}
                query={current}
                changes={setChanges}
                onTheirs={onTheirs}
                onMine={(theirs) => void onMine(theirs)}
              />
            )}
            <NamedSetFields legend={legend} />
            {differs && (
              <section ref={changes} aria-label="What changes for keys" className="grid gap-3">
                <h3 className="font-medium">What changes for keys</h3>
                {note}
                <ChangePreview query={preview} stale={stale} />
                <WidenConsent {...consent.field} />
              </section>
            )}
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={update.isPending} disabled={conflict || looking}>
              Save changes
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}
