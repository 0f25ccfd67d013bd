import { z } from 'zod'
import { apiKey, owner } from './api-key.ts'
import { cursor, instant, limit, uuid } from './fields.ts'
import { summaryBound } from './keys.ts'
import { operation, type Right } from './operation.ts'
import { policyRules, ruleNames } from './policy-rules.ts'

const needs = (name: string): Right => ({ kind: 'permission', name, scoped: false })
const read = needs('policy:read')
const update = needs('policy:update')

/** Days before new rules begin at which the owners of keys that break them are told. */
export const warningDays = [7, 1] as const

/** For how many days back the making of keys is looked at, to tell whom a rule on makers would have stopped. */
export const makersDays = 90

/** The end that a key gets which must have one, where neither the policy nor its project says how far: 90 days, in seconds. */
export const usualLifetime = 90 * 86_400

const count = z.int().min(0).max(summaryBound)
const rule = z.enum(ruleNames)

export const policyScope = z.object({
  type: z.enum(['organization', 'project']),
  id: uuid,
  name: z.string().max(100),
})
export type PolicyScope = z.infer<typeof policyScope>

export const policy = z.object({
  scope: policyScope,
  rules: policyRules.describe('In force'),
  since: z.partialRecord(rule, instant).describe('Since when each rule is in force as it is'),
  next: z
    .object({ rules: policyRules, from: instant })
    .nullable()
    .describe('What is in force instead from an instant on'),
  draft: policyRules.nullable().describe('What somebody thinks of, in force nowhere'),
  version: z.int().min(0).describe('0: nobody has said anything yet'),
  updatedAt: instant.nullable(),
})
export type Policy = z.infer<typeof policy>

export const listPolicies = operation({
  id: 'listPolicies',
  method: 'GET',
  path: '/api/v1/policies',
  tag: 'Policy',
  summary: 'List policies',
  description: 'That of the organization, then those of projects which have one, by name.',
  query: z.strictObject({ cursor: cursor.optional(), limit }),
  reply: z.object({ items: z.array(policy).max(201), nextCursor: cursor.nullable() }),
  status: 200,
  right: read,
})

/** What holds for the keys of a project, and what of it is so for the caller. */
export const effectivePolicy = z.object({
  projectId: uuid,
  rules: policyRules,
  sources: z
    .partialRecord(rule, policyScope)
    .describe('Whose policy asks each rule, the project’s where both do'),
  mayCreate: z.boolean().describe('Whether the rule on makers lets the caller make keys'),
  needsApproval: z
    .array(z.string().max(100))
    .max(2000)
    .describe('Permissions that the caller gives to a key only with an approval'),
})
export type EffectivePolicy = z.infer<typeof effectivePolicy>

export const getEffectivePolicy = operation({
  id: 'getEffectivePolicy',
  method: 'GET',
  path: '/api/v1/policies/effective',
  tag: 'Policy',
  summary: 'What holds for the keys of a project',
  description:
    'The organization’s rules and the project’s together, each as the stricter has it: what a key that is made or changed now is held to.',
  query: z.strictObject({ project: uuid.optional().describe('The caller’s current project where left out') }),
  reply: effectivePolicy,
  status: 200,
  right: read,
  errors: ['not_found'],
})

const scopeParams = z.strictObject({
  scopeId: uuid.describe('The id of the organization, or of one of its projects'),
})

export const getPolicy = operation({
  id: 'getPolicy',
  method: 'GET',
  path: '/api/v1/policies/{scopeId}',
  tag: 'Policy',
  summary: 'Get a policy',
  description: 'Every organization and every project has one, though it may ask nothing.',
  params: scopeParams,
  reply: policy,
  status: 200,
  right: read,
  errors: ['not_found'],
  versioned: true,
})

export const putPolicyDraft = operation({
  id: 'putPolicyDraft',
  method: 'PUT',
  path: '/api/v1/policies/{scopeId}/draft',
  tag: 'Policy',
  summary: 'Draft a policy',
  description:
    'All of its rules, as they are to be. A draft is in force nowhere: try it with the dry run, then put it in force. One that asks what is asked already is no draft.',
  params: scopeParams,
  body: policyRules,
  reply: policy,
  status: 200,
  right: update,
  errors: ['not_found', 'precondition_failed'],
  versioned: true,
})

export const discardPolicyDraft = operation({
  id: 'discardPolicyDraft',
  method: 'DELETE',
  path: '/api/v1/policies/{scopeId}/draft',
  tag: 'Policy',
  summary: 'Discard a draft',
  description: 'What is in force, or to come, stays.',
  params: scopeParams,
  reply: policy,
  status: 200,
  right: update,
  errors: ['not_found', 'precondition_failed'],
  versioned: true,
})

export const enforcePolicy = operation({
  id: 'enforcePolicy',
  method: 'POST',
  path: '/api/v1/policies/{scopeId}/enforce',
  tag: 'Policy',
  summary: 'Put a draft in force',
  description: `Whatever it loosens is loosened at once; what it tightens holds from \`from\` on, for every key that is made or changed, and keys that break it are brought in line then, as the dry run says. Their owners are told ${warningDays.join(' days and ')} day before, or at once. What was to come before is replaced.`,
  params: scopeParams,
  body: z.strictObject({
    from: instant.optional().describe('Now where left out; an instant that is past counts as now'),
  }),
  reply: policy,
  status: 200,
  right: update,
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

export const withdrawPolicy = operation({
  id: 'withdrawPolicy',
  method: 'POST',
  path: '/api/v1/policies/{scopeId}/withdraw',
  tag: 'Policy',
  summary: 'Withdraw what is to come',
  description:
    'It becomes the draft again; where there is a draft already, that stays, and what was to come is dropped. What is in force stays.',
  params: scopeParams,
  reply: policy,
  status: 200,
  right: update,
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

/** What happens to a key that breaks a rule, once it is in force. */
export const consequences = [
  'ends_earlier',
  'gets_expiry',
  'loses_permissions',
  'disabled',
  'told',
  'none',
] as const
export type Consequence = (typeof consequences)[number]

const question = {
  of: z
    .enum(['draft', 'next', 'rules'])
    .optional()
    .describe('The draft, what is to come, or what is in force; the first of these that there is'),
  from: instant
    .optional()
    .describe('As if it were put in force then; now, or when it begins, where left out'),
}

export const dryRunPolicy = operation({
  id: 'dryRunPolicy',
  method: 'GET',
  path: '/api/v1/policies/{scopeId}/dry-run',
  tag: 'Policy',
  summary: 'What a policy would break',
  description: `Changes nothing. Of keys that the caller may not see nothing is said. Counts stop at ${summaryBound}, which means “at least”.`,
  params: scopeParams,
  query: z.strictObject(question),
  reply: z.object({
    of: z.enum(['draft', 'next', 'rules']),
    from: instant,
    keys: count.describe('Keys that would be changed or disabled'),
    owners: count.describe('Whose keys they are'),
    rules: z
      .array(
        z.object({
          rule,
          consequence: z
            .enum(consequences)
            .describe(
              'told: it is only said of them. none: keys that are there stay as they are; counted are those which somebody made within 90 days and could no longer make, or which hold what needs an approval from now on',
            ),
          keys: count,
          owners: count,
        }),
      )
      .max(ruleNames.length),
  }),
  status: 200,
  right: read,
  errors: ['not_found'],
})

/** A key as far as the list of a dry run needs it. */
const brokenKey = apiKey.pick({
  id: true,
  projectId: true,
  name: true,
  mask: true,
  generation: true,
  owner: true,
  expiresAt: true,
  lastUsedAt: true,
})

export const breach = z.object({
  key: brokenKey,
  rules: z.array(rule).max(ruleNames.length).describe('Those it breaks'),
  becomes: z
    .object({
      expiresAt: instant.optional().describe('Its new end'),
      disabled: z.literal(true).optional(),
      loses: z.array(z.string().max(100)).max(2000).optional().describe('Permissions that it loses'),
    })
    .describe('What is done to it when the policy is in force; nothing where it is only told of'),
})
export type Breach = z.infer<typeof breach>

const page = {
  rule: rule.optional().describe('Those that break this one; any where left out'),
  cursor: cursor.optional(),
  limit,
}

export const listPolicyBreaches = operation({
  id: 'listPolicyBreaches',
  method: 'GET',
  path: '/api/v1/policies/{scopeId}/dry-run/keys',
  tag: 'Policy',
  summary: 'The keys that a policy would break',
  description: 'The newest first, each with what would be done to it.',
  params: scopeParams,
  query: z.strictObject({ ...question, ...page }),
  reply: z.object({ items: z.array(breach).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right: read,
  errors: ['not_found'],
})

export const listPolicyBreachOwners = operation({
  id: 'listPolicyBreachOwners',
  method: 'GET',
  path: '/api/v1/policies/{scopeId}/dry-run/owners',
  tag: 'Policy',
  summary: 'Whose keys a policy would break',
  description: `Those with the most of them first, among at most ${summaryBound} keys.`,
  params: scopeParams,
  query: z.strictObject({ ...question, ...page }),
  reply: z.object({
    items: z.array(z.object({ owner, keys: count })).max(200),
    nextCursor: cursor.nullable(),
  }),
  status: 200,
  right: read,
  errors: ['not_found'],
})
