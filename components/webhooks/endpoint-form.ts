import { z } from 'zod'
import type { FieldChange } from '#components/shell/edit-conflict.tsx'
import { type NoticeName, noticeNames } from '#lib/contracts/notices.ts'
import type { Webhook } from '#lib/contracts/webhooks.ts'
import { typesText } from './endpoint-words.ts'

/** What stands for every project, where a project is chosen. */
export const everyProject = ''

/** An endpoint as its form has it. What leads within a network is the server's to say. */
export const endpointForm = z
  .object({
    url: z.string().trim().min(1, 'Give the address of your receiver').max(2000),
    description: z.string().trim().max(200),
    projectId: z.string(),
    told: z.enum(['everything', 'chosen']),
    types: z.array(z.enum(noticeNames)),
  })
  .refine(({ told, types }) => told === 'everything' || types.length > 0, {
    path: ['types'],
    message: 'Choose at least one event',
  })
export type EndpointFormInput = z.input<typeof endpointForm>
export type EndpointFormValues = z.output<typeof endpointForm>

export const newEndpoint: EndpointFormInput = {
  url: '',
  description: '',
  projectId: everyProject,
  told: 'everything',
  types: [],
}

const isKnown = (type: string): type is NoticeName => noticeNames.some((name) => name === type)

/** The form's values for an endpoint. */
export function endpointValues({ url, description, projectId, types }: Webhook): EndpointFormInput {
  return {
    url,
    description,
    projectId: projectId ?? everyProject,
    told: types.length === 0 ? 'everything' : 'chosen',
    types: types.filter(isKnown),
  }
}

/** The contract's fields for the form's. */
export function endpointBody(values: EndpointFormValues) {
  const { url, description, projectId, told, types } = values
  return {
    url,
    description,
    projectId: projectId === everyProject ? null : projectId,
    types: told === 'everything' ? [] : noticeNames.filter((name) => types.includes(name)),
  }
}

/** Only what differs from where one began, so that a change of one field never undoes another's of another. */
export function changedBody(values: EndpointFormValues, from: Webhook) {
  const body = endpointBody(values)
  const sameTypes = [...body.types].sort().join() === [...from.types].sort().join()
  return {
    ...(body.url === from.url ? {} : { url: body.url }),
    ...(body.description === from.description ? {} : { description: body.description }),
    ...(body.projectId === from.projectId ? {} : { projectId: body.projectId }),
    ...(sameTypes ? {} : { types: body.types }),
  }
}

/** What differs between two versions, as the form names it. */
export function endpointChanges(before: Webhook, after: Webhook): FieldChange[] {
  const project = ({ projectId }: Webhook) => (projectId === null ? 'every project' : 'one project')
  const state = ({ enabled }: Webhook) => (enabled ? 'enabled' : 'disabled')
  return [
    { field: 'Address', before: before.url, after: after.url },
    { field: 'Description', before: before.description, after: after.description },
    { field: 'Events', before: typesText(before.types), after: typesText(after.types) },
    { field: 'Project', before: project(before), after: project(after) },
    { field: 'State', before: state(before), after: state(after) },
  ].filter((change) => change.before !== change.after)
}

/** Where a refused field of the contract stands in the form. */
export function endpointFieldFor(path: string): 'url' | 'description' | 'projectId' | 'types' {
  const [first] = path.split('.')
  return first === 'description' || first === 'projectId' || first === 'types' ? first : 'url'
}
