import { Agent, request } from 'node:http'
import type { BenchServer } from '../server.ts'

/** Who asks, in one organization: a session of its own. */
export interface Caller {
  organizationId: string
  get(path: string): Promise<unknown>
  send(method: 'POST' | 'PUT', path: string, body: object): Promise<unknown>
  /** Milliseconds until the first byte of the answer's body; the rest is read and dropped. With a body it is a POST. */
  firstByte(path: string, body?: object): Promise<number>
}

/** Signs the owner in, in the organization named, or in the one it has from the start. */
export async function signIn(server: BenchServer, organizationId?: string): Promise<Caller> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const anonymous = caller(server.origin, agent, {})
  const signedIn = (await anonymous.send('POST', '/api/v1/sessions', server.owner)) as {
    accessToken: string
    organization: { id: string }
  }
  const own = caller(server.origin, agent, { authorization: `Bearer ${signedIn.accessToken}` })
  if (organizationId) await own.send('PUT', '/api/v1/me/context', { organizationId })
  return { ...own, organizationId: organizationId ?? signedIn.organization.id }
}

function caller(origin: string, agent: Agent, headers: Record<string, string>) {
  const ask = (method: string, path: string, body?: object) =>
    request(`${origin}${path}`, {
      method,
      agent,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    })
  const send = (method: string, path: string, body?: object) =>
    new Promise<unknown>((done, failed) => {
      const sent = ask(method, path, body)
      sent.once('error', failed)
      sent.once('response', (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', failed)
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString()
          const { statusCode = 0 } = response
          if (statusCode >= 300) failed(new Error(`${method} ${path}: ${statusCode} ${text}`))
          else done(text === '' ? null : JSON.parse(text))
        })
      })
      sent.end(body && JSON.stringify(body))
    })
  const firstByte = (path: string, body?: object) =>
    new Promise<number>((done, failed) => {
      const began = performance.now()
      const sent = ask(body ? 'POST' : 'GET', path, body)
      sent.once('error', failed)
      sent.once('response', (response) => {
        const { statusCode = 0 } = response
        if (statusCode >= 300) failed(new Error(`${path}: ${statusCode}`))
        let took: number | null = null
        response.on('data', () => {
          took ??= performance.now() - began
        })
        response.once('error', failed)
        response.once('end', () => done(took ?? performance.now() - began))
      })
      sent.end(body && JSON.stringify(body))
    })
  return { get: (path: string) => send('GET', path), send, firstByte }
}
