import { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { authOptions } from '#lib/auth/options.ts'
import { anonymous, checkOrigin } from '#lib/auth/origin.ts'
import { failureOf, problemResponse } from '#lib/http/problem.ts'
import { readBytes } from '#lib/http/read-body.ts'
import { requestIdOf } from '#lib/http/request-id.ts'
import { SurfaceError } from '#lib/http/surface-error.ts'

/** What of next-auth is open, by method. Its log and its pages are not. */
const actions = {
  GET: new Set(['csrf', 'providers', 'session', 'callback', 'error', 'signin']),
  POST: new Set(['signin', 'callback', 'signout']),
}

type Context = { params: Promise<{ nextauth: string[] }> }

/** next-auth behind the same door as the rest: the body bounded, the origin checked, failures as problem+json. */
async function handle(request: NextRequest, context: Context): Promise<Response> {
  const requestId = requestIdOf(request)
  try {
    const { nextauth } = await context.params
    const allowed = request.method === 'POST' ? actions.POST : actions.GET
    if (!allowed.has(nextauth[0] ?? '')) throw new SurfaceError('not_found', 'There is no such address.')
    checkOrigin(request)
    const { method, headers, url } = request
    const body = method === 'POST' ? new Uint8Array(await readBytes(request)) : undefined
    const bounded = new NextRequest(url, { method, headers, ...(body?.length ? { body } : {}) })
    const options = authOptions(anonymous(headers, requestId))
    const answer: Response = await NextAuth(bounded, context, options)
    answer.headers.set('cache-control', 'no-store')
    answer.headers.set('x-request-id', requestId)
    return answer
  } catch (error) {
    return problemResponse(failureOf(error, requestId), requestId)
  }
}

export { handle as GET, handle as POST }
