import type { ServerResponse } from 'node:http'

/** What every answer of the lane tells a browser that strays here. */
const guards = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': `default-src 'none'; frame-ancestors 'none'`,
}

/** The headers of an endpoint's answer as the lane sends it. @param size bytes of its body */
export function headersOf(answer: Response, size: number): [name: string, value: string][] {
  const headers = [...Object.entries(guards), ...answer.headers]
  return answer.status === 204 ? headers : [...headers, ['Content-Length', String(size)]]
}

/** Sends an endpoint's answer. */
export async function write(method: string, response: ServerResponse, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer())
  if (response.destroyed) return
  for (const [name, value] of headersOf(answer, body.length)) response.setHeader(name, value)
  response.writeHead(answer.status).end(method === 'HEAD' ? undefined : body)
}
