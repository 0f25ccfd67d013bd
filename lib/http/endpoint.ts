import type { z } from 'zod'
import { anonymous } from '#lib/auth/origin.ts'
import type { Input, Method, Operation, Reply, Right } from '#lib/contracts/operation.ts'
import { requirePermission, unauthenticated } from '#lib/core/authorize.ts'
import type { Ctx } from '#lib/core/context.ts'
import { CoreError, notFound } from '#lib/core/errors.ts'
import { once } from '#lib/core/idempotency.ts'
import { countRequest, RateExceeded } from './api-rate.ts'
import { ifMatch } from './etag.ts'
import { parse, queryOf } from './parse.ts'
import { failureOf } from './problem.ts'
import { requestIdOf } from './request-id.ts'
import { native, type Surface } from './surface.ts'
import { SurfaceError } from './surface-error.ts'
import type { VendorCtx } from './vendor-surface.ts'

/** What an operation runs. `C` is the context that its surface gives. */
export type Verb<O extends Operation, C extends Ctx = Ctx> = (ctx: C, input: Input<O>) => Promise<Reply<O>>

/** An operation with its verb, as `route` wants it. */
export interface Endpoint {
  method: Method
  path: string
  surface: Surface
  handle: (request: Request, params: Record<string, unknown>) => Promise<Response>
}

/**
 * An operation's way through the server: authenticate (a public one reads no credential), count, authorize, parse, run
 * the verb, check its reply, render.
 * Every failure ends in the surface's own shape; a reply that fails its own schema is our fault, 500, never the caller's 400.
 */
export function endpoint<O extends Operation>(operation: O, verb: Verb<O>): Endpoint
export function endpoint<O extends Operation, C extends Ctx>(
  operation: O,
  verb: Verb<O, C>,
  surface: Surface<C>,
): Endpoint
export function endpoint(operation: Operation, verb: Verb<Operation>, surface: Surface = native): Endpoint {
  return {
    method: operation.method,
    path: operation.path,
    surface,
    handle: async (request, params) => {
      const requestId = requestIdOf(request)
      let headers: Record<string, string> = {}
      try {
        const isPublic = operation.right.kind === 'public'
        const ctx = isPublic
          ? anonymous(request.headers, requestId)
          : await surface.authenticate(request, requestId, operation.lane)
        if (!operation.lane) headers = await countRequest(ctx)
        admit(ctx, operation.right, params)
        const input = await inputOf(operation, request, params, surface)
        const { status, body, replayed } = await run(ctx, operation, request, input, verb)
        Object.assign(headers, (ctx as Partial<VendorCtx>).replyHeaders)
        if (replayed) headers['idempotent-replayed'] = 'true'
        return surface.answer({ operation, status, body, requestId, headers })
      } catch (error) {
        if (error instanceof RateExceeded) headers = error.headers
        return surface.refuse(failureOf(error, requestId), requestId, headers, params)
      }
    },
  }
}

/** Refuses who may not call the operation at all; what it may be called on is the verb's to judge. */
function admit(ctx: Ctx, right: Right, { keyId }: Record<string, unknown>): void {
  if (right.kind === 'public') return
  if (ctx.actor.type === 'anonymous') throw unauthenticated()
  if (right.kind === 'permission') {
    const itself = right.self && ctx.actor.type === 'key' && ctx.actor.id === String(keyId).toLowerCase()
    if (!itself) requirePermission(ctx, right.name)
    if (!itself && right.also) requirePermission(ctx, right.also)
  }
  if (right.kind === 'person' && ctx.actor.type !== 'user')
    throw new CoreError('forbidden', 'This is a person’s own: sign in; an API key cannot do it.')
  if (right.kind === 'key' && ctx.actor.type !== 'key')
    throw new CoreError('forbidden', 'Only an API key can ask this, about itself.')
}

async function inputOf(
  operation: Operation,
  request: Request,
  params: Record<string, unknown>,
  surface: Surface,
): Promise<object> {
  const path = inPath(operation, params)
  const query = parse(operation.query, queryOf(new URL(request.url))) as object
  const sent = await surface.readBody(request)
  if (!operation.body && sent !== undefined)
    throw new SurfaceError('invalid', 'This operation takes no body.')
  if (operation.body && sent === undefined && !operation.body.safeParse(undefined).success)
    throw new SurfaceError(
      'invalid',
      `This operation needs a ${operation.encoding === 'form' ? 'form' : 'JSON'} body.`,
      [],
      'no_body',
    )
  const body = operation.body ? ((parse(operation.body, sent) ?? {}) as object) : {}
  const ifVersion = operation.versioned ? ifMatch(request) : undefined
  return { ...path, ...query, ...body, ...(ifVersion === undefined ? {} : { ifVersion }) }
}

/** A path parameter that is no id names nothing: not found, rather than a hint at what ids look like. */
function inPath(operation: Operation, params: Record<string, unknown>): object {
  const parsed = operation.params.safeParse(params)
  if (!parsed.success) throw notFound()
  return parsed.data as object
}

async function run(ctx: Ctx, operation: Operation, request: Request, input: object, verb: Verb<Operation>) {
  const work = async (within: Ctx) => {
    const reply: unknown = await verb(within, input as Input<Operation>)
    return { status: operation.status, body: checked(operation.reply, reply) }
  }
  const key = operation.creates ? idempotencyKey(request) : null
  if (key === null) return { ...(await work(ctx)), replayed: false }
  const attempt = { key, operationId: operation.id, input }
  return once(ctx, attempt, work, (body) => withoutOnce(operation, body))
}

function checked(schema: z.ZodType | null, reply: unknown): unknown {
  if (!schema) return null
  const parsed = schema.safeParse(reply)
  if (!parsed.success) throw new Error(`The reply does not fit its schema: ${parsed.error.message}`)
  return parsed.data
}

/** @throws SurfaceError invalid for a key that is not 1 to 255 printable characters */
function idempotencyKey(request: Request): string | null {
  const key = request.headers.get('idempotency-key')
  if (key === null) return null
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new SurfaceError('invalid', 'Idempotency-Key: 1 to 255 printable ASCII characters, no spaces.')
  return key
}

/** The reply as it may be kept for a repetition: what is shown once is null. */
function withoutOnce(operation: Operation, body: unknown): unknown {
  return { ...(body as object), ...Object.fromEntries(operation.once.map((field) => [field, null])) }
}
