import type { ServerResponse } from 'node:http'

/** What every answer of the lane tells a browser that strays here. */
export const guards = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': `default-src 'none'; frame-ancestors 'none'`,
}

/** Sends an endpoint's answer. */
export async function write(method: string, response: ServerResponse, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer())
  if (response.destroyed) return
  for (const [name, value] of Object.entries(guards)) response.setHeader(name, value)
  for (const [name, value] of answer.headers) response.setHeader(name, value)
  if (answer.status !== 204) response.setHeader('Content-Length', body.length)
  response.writeHead(answer.status).end(method === 'HEAD' ? undefined : body)
}
