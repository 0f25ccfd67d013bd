import { expect, test } from 'vitest'
import { createProjectBody, type Project, updateProjectBody } from '#lib/contracts/projects.ts'
import {
  changedBody,
  freeColor,
  newProject,
  projectBody,
  projectChanges,
  projectForm,
  projectValues,
} from './project-form.ts'

const project: Project = {
  id: '0193b0f1-0b77-7c19-8a55-61f0c4d9e382',
  organizationId: '0193b0f0-f9a4-7e6b-b1c8-0d2e7f4a9b13',
  name: 'Payments, live',
  prefix: 'acme_live',
  defaultLifetime: 129_600,
  color: 'ink',
  restricted: false,
  archivedAt: null,
  version: 3,
  createdAt: '2026-11-01T00:00:00Z',
  updatedAt: '2026-11-01T00:00:00Z',
}

test('a new project says nothing but a name, and the contract takes it', () => {
  const values = projectForm.parse({ ...newProject, name: 'Payments' })
  expect(createProjectBody.parse(projectBody(values))).toEqual({
    name: 'Payments',
    prefix: 'lw',
    defaultLifetime: 7_776_000,
    color: 'ink',
  })
})

test('a name of spaces is refused in words', () => {
  const refused = projectForm.safeParse({ ...newProject, name: '  ' })
  expect(refused.error?.issues[0]?.message).toBe('Give it a name')
})

test('an edit sends what was changed, and nothing where nothing was', () => {
  const values = projectForm.parse(projectValues(project))
  expect(changedBody(values, project)).toEqual({})
  const change = changedBody({ ...values, prefix: 'acme_test' }, project)
  expect(change).toEqual({ prefix: 'acme_test' })
  expect(changedBody({ ...values, color: 'rose' }, project)).toEqual({ color: 'rose' })
  expect(updateProjectBody.safeParse(change).success).toBe(true)
})

test('what somebody else changed is told field by field', () => {
  expect(
    projectChanges(project, {
      ...project,
      name: 'Payments',
      defaultLifetime: null,
      color: 'moss',
      version: 4,
    }),
  ).toEqual([
    { field: 'Name', before: 'Payments, live', after: 'Payments' },
    { field: 'Default lifetime', before: '36 hours', after: 'for ever' },
    { field: 'Colour', before: 'Ink', after: 'Moss' },
  ])
})

test('a new project begins with a colour by which it is told from those there are', () => {
  const of = (...colors: Project['color'][]) => freeColor(colors.map((color) => ({ color })))
  expect(of()).toBe('ink')
  expect(of('ink', 'ink')).toBe('brass')
  expect(of('brass', 'ink', 'teal')).toBe('moss')
  expect(of('ink', 'brass', 'moss', 'teal', 'sky', 'violet', 'rose', 'clay', 'ink')).toBe('brass')
})
