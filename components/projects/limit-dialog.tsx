'use client'

import { useRef, useState } from 'react'
import { FormError } from '#components/form/form-error.tsx'
import { PermissionPicker } from '#components/form/permission-picker.tsx'
import { ChangePreview } from '#components/shell/change-preview.tsx'
import { cameLate } from '#components/shell/edit-conflict.tsx'
import { InSight } from '#components/shell/in-sight.tsx'
import { StaleNote } from '#components/shell/stale-note.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { useSettledNames } from '#components/shell/use-settled-names.ts'
import { useConsent, WidenConsent } from '#components/shell/widen-consent.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useInfinite, useMutate, useOperation } from '#lib/client/query.ts'
import { listPermissions } from '#lib/contracts/catalogue.ts'
import { getProject, type ProjectDetail, previewProject, updateProject } from '#lib/contracts/projects.ts'
import { projectAndKeyReads } from './project-reads.ts'

type Scope = 'all' | 'some'

/** Chooses what keys of a project may hold, with what that does to those there are before it is saved. */
export function LimitDialog({ project, onClose }: { project: ProjectDetail; onClose: () => void }) {
  const projectId = project.id
  const [from, setFrom] = useState(project)
  const [scope, setScope] = useState<Scope>(from.allowedPermissions ? 'some' : 'all')
  const [chosen, setChosen] = useState<readonly string[]>(from.allowedPermissions ?? [])
  const catalogue = useOperation(listPermissions, {})
  const { names, settled } = useSettledNames(chosen)
  const limit = scope === 'all' ? null : names
  const differs = !same(scope === 'all' ? null : chosen, from.allowedPermissions)
  const preview = useInfinite(
    previewProject,
    { projectId, allowedPermissions: limit, limit: 5 },
    { enabled: differs && settled, keepPrevious: true },
  )
  const gaining = differs ? (preview.data?.pages[0]?.gaining ?? 0) : 0
  const consent = useConsent(JSON.stringify(limit), gaining)
  const stale = !settled || preview.isPlaceholderData || preview.isRefetching
  const looking = differs && !preview.error && (stale || preview.data === undefined)
  const changes = useRef<HTMLElement>(null)
  const update = useMutate(updateProject, {
    invalidates: projectAndKeyReads,
    shows: [getProject],
    onSuccess: ({ name, effective }) => {
      onClose()
      tellEffective(`What keys of “${name}” may hold is changed`, effective, 'In effect')
    },
  })
  const conflict = cameLate(update.error)
  const current = useOperation(getProject, { projectId }, { enabled: conflict })
  const restart = (theirs: ProjectDetail) => {
    setFrom(theirs)
    setScope(theirs.allowedPermissions ? 'some' : 'all')
    setChosen(theirs.allowedPermissions ?? [])
    update.reset()
  }
  const submit = () => {
    if (!differs) return onClose()
    if (conflict || looking) return
    if (preview.error) return changes.current?.scrollIntoView({ block: 'nearest' })
    if (consent.obtain())
      update.mutate({ input: { projectId, allowedPermissions: limit }, ifVersion: from.version })
  }
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title="What its keys may hold" description={project.name} size="lg">
        <form
          aria-label="What its keys may hold"
          className={dialogFormStyles}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={conflict ? null : update.error} />
            {conflict && (
              <InSight>
                <Banner
                  tone="warning"
                  live
                  title="Somebody changed this project meanwhile"
                  action={
                    current.data && (
                      <Button size="sm" onClick={() => current.data && restart(current.data)}>
                        Start from theirs
                      </Button>
                    )
                  }
                >
                  Your choice was made against what is no longer there.
                </Banner>
              </InSight>
            )}
            <RadioGroup
              label="Keys of this project may hold"
              hideLabel
              value={scope}
              onValueChange={setScope}
              options={[
                {
                  value: 'all',
                  label: 'Whatever they are given',
                  description: 'By name, by their role and by their level.',
                },
                {
                  value: 'some',
                  label: 'Only these permissions',
                  description:
                    'Whatever else a role or level gives is left out, of the keys that are there too.',
                },
              ]}
            />
            {scope === 'some' && (
              <fieldset>
                <legend className="mb-1.5 font-medium">
                  Allowed{' '}
                  <span className="font-normal text-faint">
                    {chosen.length === 0 ? 'nothing' : chosen.length.toLocaleString('en')}
                  </span>
                </legend>
                {catalogue.data ? (
                  <PermissionPicker
                    permissions={catalogue.data.items}
                    chosen={chosen}
                    held={new Set(catalogue.data.items.map(({ name }) => name))}
                    onChosen={setChosen}
                  />
                ) : (
                  <Skeleton className="h-64 w-full" />
                )}
              </fieldset>
            )}
            {differs && (
              <section ref={changes} aria-label="What changes for keys" className="grid gap-3">
                <h3 className="font-medium">What changes for keys</h3>
                <p className="text-muted">
                  What a key loses is refused as soon as you save.
                  <StaleNote />
                </p>
                <ChangePreview query={preview} stale={stale} />
                <WidenConsent {...consent.field} />
              </section>
            )}
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={update.isPending} disabled={conflict || looking}>
              Save
            </Button>
          </DialogFooter>
        </form>
      </DialogPanel>
    </Dialog>
  )
}

function same(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other
  return one.toSorted().join() === other.toSorted().join()
}
