import { createServer, type Server, type Socket } from 'node:net'
import { forgetEnv } from '#lib/env.ts'

/** A mail as the server was given it. */
export interface Arrived {
  from: string
  to: string[]
  /** Headers and body, as sent. */
  raw: string
  /** Headers by their names in lower case, unfolded. */
  headers: Readonly<Record<string, string>>
  /** The decoded parts, by content type. */
  parts: Readonly<Record<string, string>>
}

/** How a server takes mail: at once, never (it refuses each recipient), or not at all (it greets nobody). */
export type Manner = 'takes' | 'refuses' | 'hangs'

export interface MailServer {
  /** For `SMTP_URL`. */
  url: string
  arrived: Arrived[]
  manner: Manner
  /** Points `SMTP_URL` and `MAIL_FROM` at this server. */
  use(): void
  close(): Promise<void>
}

/** Starts a mail server on a port of its own: as much of RFC 5321 as a client needs to hand in mail. */
export async function startMailServer(): Promise<MailServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    if (self.manner !== 'hangs') converse(socket, self)
  })
  const self: MailServer = {
    url: '',
    arrived: [],
    manner: 'takes',
    use: () => {
      process.env.SMTP_URL = self.url
      process.env.MAIL_FROM = 'Latchwork <keys@example.com>'
      forgetEnv()
    },
    close: () => stop(server, sockets),
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The mail server has no port')
  self.url = `smtp://127.0.0.1:${address.port}`
  return self
}

/** As it is where no mail server is set. */
export function useNoMailServer(): void {
  delete process.env.SMTP_URL
  delete process.env.MAIL_FROM
  forgetEnv()
}

function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy()
  return new Promise((resolve) => server.close(() => resolve()))
}

function converse(socket: Socket, { arrived, manner }: MailServer): void {
  let waiting = ''
  let reading = false
  let mail = { from: '', to: [] as string[], raw: '' }
  const say = (line: string) => socket.write(`${line}\r\n`)
  const address = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? ''
  const obey = (line: string) => {
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
      case 'HELO':
        return say('250 mail.example.com')
      case 'MAIL':
        mail = { from: address(line), to: [], raw: '' }
        return say('250 2.1.0 ok')
      case 'RCPT':
        if (manner === 'refuses') return say('550 5.1.1 no such mailbox')
        mail.to.push(address(line))
        return say('250 2.1.5 ok')
      case 'DATA':
        reading = true
        return say('354 go ahead')
      case 'QUIT':
        say('221 bye')
        return socket.end()
      default:
        return say('250 ok')
    }
  }
  const take = (line: string) => {
    if (line !== '.') {
      mail.raw += `${line.replace(/^\./, '')}\r\n`
      return
    }
    reading = false
    arrived.push({ ...mail, ...readMail(mail.raw) })
    say('250 2.0.0 taken')
  }
  say('220 mail.example.com ESMTP')
  socket.on('data', (chunk) => {
    waiting += chunk.toString('latin1')
    for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
      const line = waiting.slice(0, end)
      waiting = waiting.slice(end + 2)
      if (reading) take(line)
      else obey(line)
    }
  })
}

/** Headers and decoded parts of a mail of one level of multipart, or none. */
function readMail(raw: string): Pick<Arrived, 'headers' | 'parts'> {
  const { headers, body } = split(raw)
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1]
  const bodies = boundary
    ? body
        .split(`--${boundary}`)
        .slice(1, -1)
        .map((part) => split(part.trimStart()))
    : [{ headers, body }]
  const parts = Object.fromEntries(
    bodies.map((part) => [
      (part.headers['content-type'] ?? '').split(';')[0] ?? '',
      decoded(part.body, part.headers['content-transfer-encoding'] ?? '7bit'),
    ]),
  )
  return { headers, parts }
}

function split(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n')
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  return { headers, body: raw.slice(end + 4) }
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
