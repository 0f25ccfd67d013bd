'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { EditConflict } from '#components/shell/edit-conflict.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { createProject, getProject, type Project, updateProject } from '#lib/contracts/projects.ts'
import { ProjectFields } from './project-fields.tsx'
import {
  changedBody,
  newProject,
  type ProjectFormInput,
  type ProjectFormValues,
  projectBody,
  projectChanges,
  projectFieldFor,
  projectForm,
  projectValues,
} from './project-form.ts'
import { projectReads } from './project-reads.ts'

interface DialogProps {
  leakExpression: string
  onClose: () => void
}

/** Makes a project. */
export function CreateProjectDialog({ leakExpression, onClose }: DialogProps) {
  const form = useForm<ProjectFormInput, unknown, ProjectFormValues>({
    resolver: zodResolver(projectForm),
    defaultValues: newProject,
    mode: 'onTouched',
  })
  const create = useMutate(createProject, {
    invalidates: projectReads,
    onSuccess: (project) => {
      onClose()
      toast.success(`“${project.name}” is made`)
    },
  })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title="New project"
        description="A project holds the keys of one API or one environment."
        size="sm"
      >
        <Form
          form={form}
          label="New project"
          failure={create.error}
          fieldFor={projectFieldFor}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) => create.mutate({ input: projectBody(values) })}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={create.error} />
            <ProjectFields leakExpression={leakExpression} editing={false} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={create.isPending}>
              Make project
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}

/** Changes a project, from the version that was on the screen. */
export function EditProjectDialog({ project, leakExpression, onClose }: DialogProps & { project: Project }) {
  const [from, setFrom] = useState(project)
  const form = useForm<ProjectFormInput, unknown, ProjectFormValues>({
    resolver: zodResolver(projectForm),
    defaultValues: projectValues(project),
    mode: 'onTouched',
  })
  const update = useMutate(updateProject, {
    invalidates: projectReads,
    onSuccess: (changed) => {
      onClose()
      toast.success(`“${changed.name}” is changed`)
    },
  })
  const conflict = update.error?.code === 'precondition_failed'
  const current = useOperation(getProject, { projectId: project.id }, { enabled: conflict })
  const failure = conflict ? null : update.error
  const send = (values: ProjectFormValues, ifVersion: number) => {
    const body = changedBody(values, from)
    if (Object.keys(body).length === 0) return onClose()
    update.mutate({ input: { projectId: project.id, ...body }, ifVersion })
  }
  const restart = (theirs: Project) => {
    setFrom(theirs)
    form.reset(projectValues(theirs))
    update.reset()
  }
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title={`Edit “${project.name}”`} size="sm">
        <Form
          form={form}
          label="Edit the project"
          failure={failure}
          fieldFor={projectFieldFor}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) => send(values, from.version)}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={failure} />
            {conflict && (
              <EditConflict
                noun="project"
                base={from}
                query={current}
                changes={projectChanges}
                onTheirs={restart}
                onMine={(theirs) => void form.handleSubmit((values) => send(values, theirs.version))()}
              />
            )}
            <ProjectFields leakExpression={leakExpression} editing />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={update.isPending} disabled={conflict}>
              Save changes
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}
