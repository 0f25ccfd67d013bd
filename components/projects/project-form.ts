import { z } from 'zod'
import type { FieldChange } from '#components/shell/edit-conflict.tsx'
import {
  createProjectBody,
  type Project,
  type ProjectColor,
  prefix,
  projectColors,
} from '#lib/contracts/projects.ts'
import { lifetime, lifetimeOf, lifetimeText, secondsOf } from './lifetime.ts'

/** What the colours are called. */
export const colorNames: Readonly<Record<ProjectColor, string>> = {
  ink: 'Ink',
  brass: 'Brass',
  moss: 'Moss',
  teal: 'Teal',
  sky: 'Sky',
  violet: 'Violet',
  rose: 'Rose',
  clay: 'Clay',
}

/** A project as a person fills it in; the contract's own rules for each field. */
export const projectForm = z.object({
  name: z
    .string()
    .refine((name) => name.trim() !== '', 'Give it a name')
    .pipe(createProjectBody.shape.name),
  prefix,
  lifetime,
  color: z.enum(projectColors),
})
export type ProjectFormInput = z.input<typeof projectForm>
export type ProjectFormValues = z.output<typeof projectForm>

/** What a new project starts from: the contract's own defaults, shown. The colour is `freeColor`, once the others are known. */
export const newProject: ProjectFormInput = {
  name: '',
  prefix: 'lw',
  lifetime: { choice: '90', amount: undefined, unit: 'days' },
  color: 'ink',
}

/** The first colour that no project has; where each is taken, the first of those that the fewest have. */
export function freeColor(projects: readonly Pick<Project, 'color'>[]): ProjectColor {
  const having = (color: ProjectColor) => projects.filter((project) => project.color === color).length
  return projectColors.reduce((best, color) => (having(color) < having(best) ? color : best))
}

/** The form's values for a project. */
export function projectValues(project: Project): ProjectFormInput {
  const { name, prefix, defaultLifetime, color } = project
  return { name, prefix, lifetime: lifetimeOf(defaultLifetime), color }
}

/** The contract's fields for the form's. */
export function projectBody(values: ProjectFormValues) {
  const { choice, amount, unit } = values.lifetime
  const { name, prefix, color } = values
  return { name, prefix, defaultLifetime: secondsOf({ choice, amount, unit }), color }
}

/** Only what differs from where one began, so that a change of one field never undoes another's of another. */
export function changedBody(values: ProjectFormValues, from: Project) {
  const body = projectBody(values)
  return {
    ...(body.name === from.name ? {} : { name: body.name }),
    ...(body.prefix === from.prefix ? {} : { prefix: body.prefix }),
    ...(body.defaultLifetime === from.defaultLifetime ? {} : { defaultLifetime: body.defaultLifetime }),
    ...(body.color === from.color ? {} : { color: body.color }),
  }
}

/** What differs between two versions, as the form names it. */
export function projectChanges(before: Project, after: Project): FieldChange[] {
  return [
    { field: 'Name', before: before.name, after: after.name },
    { field: 'Prefix', before: before.prefix, after: after.prefix },
    {
      field: 'Default lifetime',
      before: lifetimeText(before.defaultLifetime),
      after: lifetimeText(after.defaultLifetime),
    },
    { field: 'Colour', before: colorNames[before.color], after: colorNames[after.color] },
  ].filter((change) => change.before !== change.after)
}

/** Where a refused field of the contract stands in the form. */
export function projectFieldFor(path: string): 'name' | 'prefix' | 'lifetime.choice' | 'color' {
  if (path === 'defaultLifetime') return 'lifetime.choice'
  if (path === 'color') return 'color'
  return path === 'prefix' ? 'prefix' : 'name'
}
