import { z } from 'zod'
import { cursor, flag, instant, line, uuid } from '#lib/contracts/fields.ts'
import { type Mount, mountRoot } from '#lib/contracts/mounts.ts'
import { operation, type Right } from '#lib/contracts/operation.ts'
import type { Revision } from '#lib/http/dialect.ts'
import { attributes } from './attributes.ts'
import { type Permission, permissions, roleNames } from './roles.ts'

/*
 * Vertesia's contract: as its page has it, and as its running service answers. Source: its page on API keys, and the
 * machine-readable contract that its clients check answers against.
 */

const onKeys = (right: string): Right => ({ kind: 'permission', name: `api_key:${right}`, scoped: true })
const keyParams = z.strictObject({ keyId: uuid })
const role = z.enum(roleNames)
const type = z.literal('sk')

/** A key, as a revision shows it. What is left out where there is nothing to say is optional. */
function keyOf(revision: Revision) {
  const live = revision === 'live'
  return z.strictObject({
    id: uuid,
    name: z.string().max(100),
    type,
    role,
    value: z.string().max(200).optional(),
    maskedValue: z.string().max(50),
    ...(live && { can_retrieve_value: z.boolean() }),
    account: uuid,
    project: live ? z.strictObject({ id: uuid, name: z.string().max(100), account: uuid }) : uuid,
    enabled: z.boolean(),
    created_by: z.string().max(50),
    updated_by: z.string().max(50),
    created_at: instant,
    updated_at: instant,
    expires_at: instant.optional(),
    ...(live && attributes),
  })
}

/** What can be done with keys at a mount. Headers of the vendor's, such as `x-api-version`, are taken and mean nothing here. */
export function contract(mount: Mount, revision: Revision) {
  const live = revision === 'live'
  const key = keyOf(revision)
  const keys = `${mountRoot}/${mount}/api/v1/apikeys`
  const of = { mount, tag: 'Keys', status: 200 } as const
  return {
    list: operation({
      ...of,
      id: `${mount}.listKeys`,
      method: 'GET',
      path: keys,
      summary: 'List API keys',
      query: z.strictObject({
        level: z.enum(['account', 'project']).optional().describe('Of the current project, or of all'),
        cursor: cursor.optional(),
      }),
      reply: z.array(key).max(1_000),
      right: onKeys('read'),
    }),
    create: operation({
      ...of,
      id: `${mount}.createKey`,
      method: 'POST',
      path: keys,
      summary: 'Create an API key',
      description: live
        ? 'The answer carries the value, this once.'
        : 'The value is fetched with withValue, once, within 15 minutes.',
      body: z.strictObject({
        name: line(100),
        type: type.optional(),
        role,
        expires_at: instant.optional(),
        ...(live && attributes),
      }),
      reply: key,
      right: onKeys('create'),
      once: ['value'],
    }),
    get: operation({
      ...of,
      id: `${mount}.getKey`,
      method: 'GET',
      path: `${keys}/{keyId}`,
      summary: 'Get an API key',
      params: keyParams,
      query: z.strictObject({
        withValue: flag.optional().describe('With its value, where that may still be revealed'),
      }),
      reply: key,
      right: onKeys('read'),
      errors: ['not_found'],
      once: ['value'],
    }),
    update: operation({
      ...of,
      id: `${mount}.updateKey`,
      method: 'PUT',
      path: `${keys}/{keyId}`,
      summary: 'Update an API key',
      params: keyParams,
      body: z
        .strictObject({
          name: line(100).optional(),
          role: role.optional(),
          enabled: z.boolean().optional(),
          ...(live ? attributes : { expires_at: instant.optional() }),
        })
        .refine((body) => Object.keys(body).length > 0, 'Give at least one field to change'),
      reply: key,
      right: onKeys('update'),
      errors: ['not_found'],
    }),
    remove: operation({
      ...of,
      id: `${mount}.deleteKey`,
      method: 'DELETE',
      path: `${keys}/{keyId}`,
      summary: 'Delete an API key',
      params: keyParams,
      reply: z.strictObject({ acknowledged: z.literal(true), deletedCount: z.literal(1) }),
      right: onKeys('delete'),
      errors: ['not_found'],
    }),
    token: operation({
      ...of,
      tag: 'Tokens',
      id: `${mount}.getKeyToken`,
      method: 'GET',
      path: `${keys}/{keyId}/token`,
      summary: 'Get a token of an API key',
      description: 'For who holds what the key holds.',
      params: keyParams,
      reply: z.strictObject({ token: z.string().max(8192) }),
      right: onKeys('read'),
      errors: ['not_found', 'conflict'],
      once: ['token'],
    }),
  }
}
export type Contract = ReturnType<typeof contract>

/** @param held a permission; of an organization's own a role may hold many */
const roleReply = <P extends z.ZodType>(held: P) =>
  z
    .array(
      z.strictObject({
        name: role,
        permissions: z.array(held).max(2000),
        domain: z.enum(['system', 'content']),
      }),
    )
    .max(50)

/** Which roles there are. */
export function rolesContract(mount: Mount) {
  const of = { mount, tag: 'Catalogue', status: 200, right: { kind: 'signed-in' } } as const
  return {
    roles: operation({
      ...of,
      id: `${mount}.listRoles`,
      method: 'GET',
      path: `${mountRoot}/${mount}/api/v1/iam/roles`,
      summary: 'List roles',
      reply: roleReply(z.string().max(100)),
    }),
    systemRoles: operation({
      ...of,
      id: `${mount}.listSystemRoles`,
      method: 'GET',
      path: `${mountRoot}/${mount}/api/v1/iam/roles/system`,
      summary: 'List system roles',
      reply: roleReply(z.enum(Object.keys(permissions) as Permission[])),
    }),
  }
}
export type RolesContract = ReturnType<typeof rolesContract>

/** Exchanging a key for a token, which the running service alone has. */
function issueAt(id: string, path: string) {
  return operation({
    mount: 'vertesia-live',
    tag: 'Tokens',
    status: 200,
    id: `vertesia-live.${id}`,
    method: 'POST',
    path: `${mountRoot}/vertesia-live${path}`,
    summary: 'Exchange a key for a token',
    description: 'The key as Bearer; or without that header in the body.',
    body: z
      .strictObject({
        type: z.literal('apikey'),
        key: z.string().min(1).max(500),
        audience: z.url().max(500).optional(),
        algorithm: z.literal('ES256').optional(),
      })
      .optional(),
    reply: z.strictObject({
      token: z.string().max(8192),
      token_type: z.literal('Bearer'),
      expires_in: z.int().min(0).describe('Seconds'),
    }),
    right: { kind: 'key' },
    errors: ['conflict'],
    once: ['token'],
  })
}
export const issueToken = issueAt('issueToken', '/token/issue')
export const issueTokenBelowApi = issueAt('issueTokenBelowApi', '/api/v1/token/issue')
