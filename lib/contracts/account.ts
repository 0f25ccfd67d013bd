import { z } from 'zod'
import { email, instant, line, newPassword, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'
import { retiredSecretPolicies } from './organizations.ts'
import { memberRole } from './permissions.ts'

const person: Right = { kind: 'person' }

/** A password as it is typed to sign in: any string, so that the refusal is always the same. */
const password = z.string().min(1).max(1000)
/** Six digits from an authenticator, or a recovery code. */
export const secondFactorCode = z.string().trim().min(6).max(40)

const named = z.object({ id: uuid, name: z.string().max(100) })
const userRef = z.object({ id: uuid, number: z.int(), email: z.string().max(254), name: z.string().max(100) })

export const setUpStatus = operation({
  id: 'getSetup',
  method: 'GET',
  path: '/api/v1/setup',
  tag: 'Set-up',
  summary: 'Whether the portal waits for its first owner',
  reply: z.object({ required: z.boolean() }),
  status: 200,
  right: { kind: 'public' },
})

export const setUpBody = z.strictObject({
  token: z.string().min(1).max(200).describe('From the address that the first start printed'),
  owner: z.strictObject({ name: line(100), email, password: newPassword }),
  organization: z.strictObject({ name: line(100) }),
  project: z.strictObject({ name: line(100) }),
  sampleData: z
    .boolean()
    .default(false)
    .describe('Fill the organization with believable keys, people and use'),
})

export const setUp = operation({
  id: 'setUp',
  method: 'POST',
  path: '/api/v1/setup',
  tag: 'Set-up',
  summary: 'Create the first owner, organization and project',
  body: setUpBody,
  reply: z.object({ user: userRef, organization: named, project: named }),
  status: 201,
  right: { kind: 'public' },
  errors: ['gone'],
})

export const createSession = operation({
  id: 'createSession',
  method: 'POST',
  path: '/api/v1/sessions',
  tag: 'Sessions',
  summary: 'Sign in from a script',
  description: 'Gives an access token for `Authorization: Bearer`. Browsers use the sign-in page instead.',
  body: z.strictObject({
    email: z.string().max(254).trim().toLowerCase(),
    password,
    code: secondFactorCode.optional(),
  }),
  reply: z.object({
    accessToken: z.string().max(4000),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().min(1).describe('Seconds'),
    user: userRef,
    organization: named,
    project: named.nullable(),
    permissions: z.array(z.string().max(100)).max(2000),
  }),
  status: 201,
  right: { kind: 'public' },
  once: ['accessToken'],
})

export const getMe = operation({
  id: 'getMe',
  method: 'GET',
  path: '/api/v1/me',
  tag: 'Account',
  summary: 'Who the credential is and what it may do',
  reply: z.object({
    type: z.enum(['user', 'key']),
    user: userRef
      .extend({ secondFactor: z.boolean(), hasPassword: z.boolean() })
      .nullable()
      .describe('null for a key'),
    key: named.nullable().describe('null for a person'),
    organization: named
      .extend({ staleSeconds: z.int().min(0), retiredSecretUse: z.enum(retiredSecretPolicies) })
      .nullable(),
    project: named.nullable().describe('The project chosen, or the key’s'),
    role: memberRole.nullable(),
    permissions: z.array(z.string().max(100)).max(2000),
    organizations: z
      .array(z.object({ id: uuid, name: z.string().max(100), role: memberRole }))
      .max(1000)
      .describe('Where the person is a member'),
  }),
  status: 200,
  right: { kind: 'signed-in' },
})

export const updateMe = operation({
  id: 'updateMe',
  method: 'PATCH',
  path: '/api/v1/me',
  tag: 'Account',
  summary: 'Change one’s name',
  body: z.strictObject({ name: line(100) }),
  reply: userRef,
  status: 200,
  right: person,
})

export const switchContext = operation({
  id: 'switchContext',
  method: 'PUT',
  path: '/api/v1/me/context',
  tag: 'Account',
  summary: 'Choose the organization and project of this session',
  body: z.strictObject({
    organizationId: uuid,
    projectId: uuid.nullable().optional().describe('null: all projects. Left out: the organization’s first'),
  }),
  reply: z.object({ organization: named, project: named.nullable() }),
  status: 200,
  right: person,
  errors: ['not_found'],
})

export const changePassword = operation({
  id: 'changePassword',
  method: 'PUT',
  path: '/api/v1/me/password',
  tag: 'Account',
  summary: 'Change one’s password',
  description: 'Ends every other session of the account.',
  body: z.strictObject({ currentPassword: password, newPassword }),
  status: 204,
  right: person,
})

export const startSecondFactor = operation({
  id: 'startSecondFactor',
  method: 'POST',
  path: '/api/v1/me/second-factor',
  tag: 'Account',
  summary: 'Begin to add an authenticator',
  body: z.strictObject({ password }),
  reply: z.object({
    secret: z.string().max(100).describe('Base32, for typing'),
    uri: z.string().max(1000).describe('otpauth:// address, for a QR code'),
  }),
  status: 201,
  right: person,
  errors: ['conflict'],
  once: ['secret', 'uri'],
})

const recoveryCodes = z.object({
  recoveryCodes: z.array(z.string().max(40)).length(10).describe('Shown once'),
})

export const confirmSecondFactor = operation({
  id: 'confirmSecondFactor',
  method: 'POST',
  path: '/api/v1/me/second-factor/confirm',
  tag: 'Account',
  summary: 'Turn the second factor on with a first code',
  body: z.strictObject({ code: secondFactorCode }),
  reply: recoveryCodes,
  status: 200,
  right: person,
  errors: ['conflict'],
  once: ['recoveryCodes'],
})

export const regenerateRecoveryCodes = operation({
  id: 'regenerateRecoveryCodes',
  method: 'POST',
  path: '/api/v1/me/second-factor/recovery-codes',
  tag: 'Account',
  summary: 'Replace one’s recovery codes',
  body: z.strictObject({ password, code: secondFactorCode }),
  reply: recoveryCodes,
  status: 201,
  right: person,
  errors: ['conflict'],
  once: ['recoveryCodes'],
})

export const removeSecondFactor = operation({
  id: 'removeSecondFactor',
  method: 'DELETE',
  path: '/api/v1/me/second-factor',
  tag: 'Account',
  summary: 'Turn the second factor off',
  body: z.strictObject({ password, code: secondFactorCode }),
  status: 204,
  right: person,
  errors: ['conflict'],
})

export const session = z.object({
  id: uuid,
  current: z.boolean(),
  ip: z.string().max(50).nullable(),
  userAgent: z.string().max(512).nullable(),
  createdAt: instant,
  lastSeenAt: instant,
})

export const listSessions = operation({
  id: 'listSessions',
  method: 'GET',
  path: '/api/v1/me/sessions',
  tag: 'Account',
  summary: 'Where one is signed in',
  reply: z.object({ items: z.array(session).max(200) }),
  status: 200,
  right: person,
})

export const endSession = operation({
  id: 'endSession',
  method: 'DELETE',
  path: '/api/v1/me/sessions/{sessionId}',
  tag: 'Account',
  summary: 'Sign one session out',
  params: z.strictObject({ sessionId: uuid }),
  status: 204,
  right: person,
  errors: ['not_found'],
})

export const endAllSessions = operation({
  id: 'endAllSessions',
  method: 'DELETE',
  path: '/api/v1/me/sessions',
  tag: 'Account',
  summary: 'Sign out everywhere',
  description: 'Ends every session of the account, this one included.',
  status: 204,
  right: person,
})
