'use client'

import { StaleNote } from '#components/shell/stale-note.tsx'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { DescriptionList } from '#components/ui/description-list.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { archiveProject, getArchivePreview, type Project, restoreProject } from '#lib/contracts/projects.ts'
import { projectAndKeyReads } from './project-reads.ts'
import { archiveWords, asksName } from './project-words.ts'

interface DialogProps {
  project: Project
  onClose: () => void
}

/** Archives a project, once it is seen what stops with it. */
export function ArchiveDialog({ project, onClose }: DialogProps) {
  const stops = useOperation(getArchivePreview, { projectId: project.id })
  const archive = useMutate(archiveProject, {
    invalidates: projectAndKeyReads,
    onSuccess: ({ name, effective }) => {
      onClose()
      tellEffective(`“${name}” is archived`, effective)
    },
  })
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={`Archive “${project.name}”?`}
      consequences={
        <>
          {stops.data ? archiveWords(stops.data) : 'Every key of it is refused at once.'}
          <StaleNote /> Nothing is deleted: restored, it is what it was.
        </>
      }
      confirmLabel="Archive project"
      busy={archive.isPending}
      error={archive.error?.message ?? null}
      {...(!stops.isPending && asksName(stops.data) ? { typeName: project.name } : {})}
      onConfirm={() =>
        stops.isPending || archive.mutate({ input: { projectId: project.id }, ifVersion: project.version })
      }
    >
      {stops.error ? (
        <InlineError>{`What would stop could not be read: ${stops.error.message}`}</InlineError>
      ) : stops.data ? (
        <DescriptionList
          items={[
            { term: 'Keys that work', detail: stops.data.working.toLocaleString('en') },
            { term: 'Used in 7 days', detail: stops.data.used.toLocaleString('en') },
            { term: 'Verifications', detail: `${stops.data.verifications.toLocaleString('en')} in 7 days` },
            { term: 'Last used', detail: <RelativeTime instant={stops.data.lastUsedAt} /> },
          ]}
        />
      ) : (
        <Skeleton className="h-24 w-full" />
      )}
    </AlertDialog>
  )
}

/** Takes an archived project into use again. */
export function RestoreDialog({ project, onClose }: DialogProps) {
  const stopped = useOperation(getArchivePreview, { projectId: project.id })
  const restore = useMutate(restoreProject, {
    invalidates: projectAndKeyReads,
    onSuccess: ({ name, effective }) => {
      onClose()
      tellEffective(`“${name}” is in use again`, effective, 'In effect')
    },
  })
  const works = stopped.data?.working
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      tone="caution"
      title={`Restore “${project.name}”?`}
      consequences={
        works === undefined
          ? 'Its keys are what they were: those that worked work again.'
          : `Its keys are what they were: ${works.toLocaleString('en')} of them ${works === 1 ? 'works' : 'work'} again at once, for whoever still has their secrets.`
      }
      confirmLabel="Restore project"
      busy={restore.isPending}
      error={restore.error?.message ?? null}
      onConfirm={() => restore.mutate({ input: { projectId: project.id }, ifVersion: project.version })}
    />
  )
}
