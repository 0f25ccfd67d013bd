import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** What a receiver got. */
export interface Received {
  at: number
  headers: IncomingMessage['headers']
  body: string
}

/** How a receiver answers: a status, or by hand. */
export type Answering =
  | number
  | ((response: ServerResponse, received: Received, request: IncomingMessage) => void)

export interface Receiver {
  url: string
  received: Received[]
  /** What it answers from now on. */
  answer: Answering
  close(): Promise<void>
}

/** A real receiver, at a port of its own. */
export async function startReceiver(answer: Answering = 200): Promise<Receiver> {
  const received: Received[] = []
  const listener: RequestListener = (request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const got = { at: Date.now(), headers: request.headers, body: Buffer.concat(parts).toString('utf8') }
      received.push(got)
      if (typeof receiver.answer === 'number') response.writeHead(receiver.answer).end('noted')
      else receiver.answer(response, got, request)
    })
  }
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}

/** A receiver that accepts what verifies with its secret, and answers 401 to all else. */
export function verifying(secret: string): Answering {
  const webhook = new Webhook(secret)
  return (response, { headers, body }) => {
    try {
      webhook.verify(body, headers as Record<string, string>)
      response.writeHead(204).end()
    } catch {
      response.writeHead(401).end('wrong signature')
    }
  }
}
