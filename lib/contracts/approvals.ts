import { z } from 'zod'
import { apiKey, level, permissionRef } from './api-key.ts'
import { effective } from './effective.ts'
import { commaList, cursor, instant, limit, line, prose, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'

const person: Right = { kind: 'person' }
const decide: Right = { kind: 'permission', name: 'approval:decide', scoped: false }

export const approvalStates = ['pending', 'approved', 'declined', 'withdrawn', 'lapsed'] as const
export type ApprovalState = (typeof approvalStates)[number]

const somebody = z.object({ id: uuid, name: z.string().max(200) })

export const approval = z.object({
  id: uuid,
  state: z.enum(approvalStates).describe('lapsed: its key was revoked before anybody decided'),
  key: apiKey.pick({ id: true, projectId: true, name: true, mask: true, generation: true, owner: true }),
  wanted: z
    .object({
      permissions: z.array(z.string().max(100)).max(200),
      role: z.object({ id: uuid, name: z.string().max(100) }).nullable(),
      level: level.nullable(),
    })
    .describe(
      'What the key is to get: permissions besides those it has, a role or a level instead of its own',
    ),
  adds: z
    .array(z.string().max(100))
    .max(2000)
    .describe('What the key would come to hold, of what it does not hold now; once decided, nothing'),
  reason: z.string().max(1000),
  requester: somebody,
  createdAt: instant,
  decidedBy: somebody.nullable(),
  decidedAt: instant.nullable(),
  answer: z.string().max(1000).nullable().describe('What was said to it'),
  mayDecide: z.boolean().describe('Whether the caller may approve and decline it'),
})
export type Approval = z.infer<typeof approval>

export const requestApprovalBody = z
  .strictObject({
    keyId: uuid,
    permissions: z.array(permissionRef).max(200).optional().describe('Besides those it has'),
    role: line(100).optional().describe('Instead of its own: a role by name or id'),
    level: level.optional().describe('Instead of its own'),
    reason: prose(1000).optional().describe('What it is needed for, for whoever decides'),
  })
  .refine(
    ({ permissions = [], role, level: rung }) =>
      permissions.length > 0 || role !== undefined || rung !== undefined,
    { message: 'Say what the key is to get', path: ['permissions'] },
  )

export type RequestApprovalBody = z.input<typeof requestApprovalBody>

export const requestApproval = operation({
  id: 'requestApproval',
  method: 'POST',
  path: '/api/v1/approvals',
  tag: 'Policy',
  summary: 'Ask for an approval',
  description:
    'For permissions that the policy lets nobody give to a key alone. Make the key without them, or leave it as it is; once somebody approves, it holds them. One request at a time for each key, by whoever may change it and holds what it asks for.',
  body: requestApprovalBody,
  reply: approval,
  status: 201,
  right: person,
  errors: ['not_found', 'conflict', 'idempotency_mismatch'],
  creates: true,
})

export const listApprovals = operation({
  id: 'listApprovals',
  method: 'GET',
  path: '/api/v1/approvals',
  tag: 'Policy',
  summary: 'List requests for approval',
  description: 'The newest first: one’s own, and for whoever decides those of everybody.',
  query: z.strictObject({
    cursor: cursor.optional(),
    limit,
    state: commaList(z.enum(approvalStates), approvalStates.length).optional(),
    key: uuid.optional(),
  }),
  reply: z.object({ items: z.array(approval).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right: person,
})

const approvalParams = z.strictObject({ approvalId: uuid })

export const getApproval = operation({
  id: 'getApproval',
  method: 'GET',
  path: '/api/v1/approvals/{approvalId}',
  tag: 'Policy',
  summary: 'Get a request for approval',
  params: approvalParams,
  reply: approval,
  status: 200,
  right: person,
  errors: ['not_found'],
})

const answered = z.strictObject({ answer: prose(1000).optional().describe('Told to whoever asked') })

export const approveRequest = operation({
  id: 'approveRequest',
  method: 'POST',
  path: '/api/v1/approvals/{approvalId}/approve',
  tag: 'Policy',
  summary: 'Approve a request',
  description:
    'The key holds what was asked for from then on. For a person other than the one who asked, who holds all of it at that moment.',
  params: approvalParams,
  body: answered,
  reply: approval.extend({ effective: effective.optional() }),
  status: 200,
  right: decide,
  errors: ['not_found', 'conflict'],
})

export const declineRequest = operation({
  id: 'declineRequest',
  method: 'POST',
  path: '/api/v1/approvals/{approvalId}/decline',
  tag: 'Policy',
  summary: 'Decline a request',
  description: 'The key stays as it is.',
  params: approvalParams,
  body: z.strictObject({
    answer: prose(1000)
      .refine((text) => text !== '', 'Say why')
      .describe('Why; told to whoever asked'),
  }),
  reply: approval,
  status: 200,
  right: decide,
  errors: ['not_found', 'conflict'],
})

export const withdrawRequest = operation({
  id: 'withdrawRequest',
  method: 'POST',
  path: '/api/v1/approvals/{approvalId}/withdraw',
  tag: 'Policy',
  summary: 'Withdraw a request',
  description: 'One’s own, while nobody has decided.',
  params: approvalParams,
  reply: approval,
  status: 200,
  right: person,
  errors: ['not_found', 'conflict'],
})
