'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect } from 'react'
import { useForm } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { cameLate } from '#components/shell/edit-conflict.tsx'
import { EditForm } from '#components/shell/edit-form.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import {
  createProject,
  getProject,
  listProjects,
  type Project,
  updateProject,
} from '#lib/contracts/projects.ts'
import { ProjectFields } from './project-fields.tsx'
import {
  changedBody,
  freeColor,
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
  const others = useOperation(listProjects, { archived: false, limit: 200 })
  const chosen = form.formState.dirtyFields.color ?? false
  useEffect(() => {
    if (others.data && !chosen) form.resetField('color', { defaultValue: freeColor(others.data.items) })
  }, [others.data, chosen, form])
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
              Create project
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}

/** Changes a project, from the version that was on the screen. */
export function EditProjectDialog({ project, leakExpression, onClose }: DialogProps & { project: Project }) {
  const projectId = project.id
  const update = useMutate(updateProject, {
    invalidates: projectReads,
    shows: [listProjects, getProject],
    onSuccess: (changed) => {
      onClose()
      toast.success(`“${changed.name}” is changed`)
    },
  })
  const current = useOperation(getProject, { projectId }, { enabled: cameLate(update.error) })
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title={`Edit “${project.name}”`} size="sm">
        <EditForm
          noun="project"
          thing={project}
          resolver={zodResolver(projectForm)}
          valuesOf={projectValues}
          bodyOf={changedBody}
          changes={projectChanges}
          fieldFor={projectFieldFor}
          current={current}
          update={update}
          onSend={(body, ifVersion) => update.mutate({ input: { projectId, ...body }, ifVersion })}
          onClose={onClose}
        >
          <ProjectFields leakExpression={leakExpression} editing />
        </EditForm>
      </DialogPanel>
    </Dialog>
  )
}
