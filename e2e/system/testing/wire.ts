import { request } from 'node:http'

/** A request as it goes over the wire, without what `fetch` adds, forbids or resolves. */
export interface Wired {
  method?: string
  /** As it is to stand in the request line. */
  path?: string
  headers?: Record<string, string>
  body?: string | Buffer
}

/** An answer, with its headers in lower case. */
export interface Heard {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/**
 * Sends a request to a server, on a connection of its own, so that what came before does not decide who reads it.
 * @throws what `node:http` throws, where no whole answer came
 */
export function overWire(
  url: string,
  { method = 'GET', path = '/', headers = {}, body = '' }: Wired,
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(url)
    const asked = request({ host, port, path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
