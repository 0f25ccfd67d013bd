import { verifyKey } from '#lib/contracts/verification.ts'
import { requestIdFrom } from '#lib/http/request-id.ts'

/*
 * The grammar of a plain request: the one that a service sends all day. POST verify, in ASCII, a key as Bearer, a small
 * JSON body of stated length. It is a narrow part of HTTP/1.1 on which no two readers differ: lines end in CRLF, a name is a
 * token with its colon behind it, a value is printable, a length is given once. All else is for a whole HTTP parser.
 *
 * Source: RFC 9110, 5.6.2 (tokens) and 5.5 (values); RFC 9112, 2.2, 3 and 6 (lines, the request line, the body’s length).
 */

/** What a plain request says. */
export interface PlainRequest {
  /** The caller’s own key, as it was presented. */
  secret: string
  /** The id that it brought, or a new one. */
  id: string
  userAgent: string | null
  /** Where it says it came from; whether that is believed is another's to say. */
  forwardedFor: string | null
  body: string
  /** Characters, each one byte, from its first to its last. */
  size: number
}

/** Bytes of the request line and all headers. */
const maxHead = 8_192
/** Bytes. */
const maxBody = 4_096
const maxHeaders = 100

const requestLine = `POST ${verifyKey.path} HTTP/1.1\r\n`
const isJson = /^application\/json(?:; ?charset=utf-8)?$/i
const headers = /^(?:[\w!#$%&'*+.^`|~-]+:[\t -~]*\r\n)+$/

/** Headers that decide something which only a whole parser or the endpoint knows. */
const other = new Set([
  'x-api-key',
  'cookie',
  'expect',
  'content-encoding',
  'transfer-encoding',
  'upgrade',
  'trailer',
])
const known = [
  'host',
  'content-length',
  'connection',
  'authorization',
  'content-type',
  'user-agent',
  'x-request-id',
  'x-forwarded-for',
]
const lengths = new Set([...other, ...known].map(({ length }) => length))

/**
 * Reads the request with which a text begins.
 * @param text what came over the connection, a character for each byte, all of them ASCII
 * @returns 'more' where it may yet be plain, once the rest has come; null where it is not
 */
export function readPlain(text: string): PlainRequest | 'more' | null {
  if (!text.startsWith(requestLine)) return requestLine.startsWith(text) ? 'more' : null
  const end = text.indexOf('\r\n\r\n', requestLine.length - 2)
  if (end < 0 || end > maxHead) return text.length > maxHead ? null : 'more'
  const head = readHead(text.slice(requestLine.length, end + 2))
  if (!head) return null
  const { length, ...said } = head
  const size = end + 4 + length
  return text.length < size ? 'more' : { ...said, body: text.slice(end + 4, size), size }
}

type Head = Omit<PlainRequest, 'body' | 'size'> & {
  /** Bytes of the body. */
  length: number
}

/** Every header that matters may come once: what is to be made of two is for whoever knows all the rules. */
function readHead(text: string): Head | null {
  if (!headers.test(text)) return null
  let host: string | null = null
  let length: string | null = null
  let secret: string | null = null
  let type: string | null = null
  let id: string | null = null
  let userAgent: string | null = null
  let forwardedFor: string | null = null
  let count = 0
  for (let at = 0; at < text.length; count += 1) {
    const colon = text.indexOf(':', at)
    const next = text.indexOf('\r\n', colon) + 2
    // None that matters has another length; most are passed over by it.
    if (lengths.has(colon - at)) {
      const name = text.slice(at, colon).toLowerCase()
      const value = text.slice(colon + 1, next - 2).trim()
      if (name === 'host') {
        if (host !== null || value === '') return null
        host = value
      } else if (name === 'content-length') {
        if (length !== null || !/^\d{1,4}$/.test(value)) return null
        length = value
      } else if (name === 'authorization') {
        // A token has dots.
        if (secret !== null || !/^Bearer [^ .]{1,490}$/.test(value)) return null
        secret = value.slice(7)
      } else if (name === 'content-type') {
        if (type !== null || !isJson.test(value)) return null
        type = value
      } else if (name === 'x-request-id') {
        if (id !== null) return null
        id = value
      } else if (name === 'user-agent') {
        if (userAgent !== null) return null
        userAgent = value
      } else if (name === 'x-forwarded-for') {
        if (forwardedFor !== null) return null
        forwardedFor = value
      } else if (name === 'connection') {
        if (value.toLowerCase() !== 'keep-alive') return null
      } else if (other.has(name)) return null
    }
    at = next
  }
  if (host === null || length === null || secret === null || type === null || count > maxHeaders) return null
  if (Number(length) > maxBody) return null
  return {
    secret,
    id: requestIdFrom(id),
    userAgent: userAgent && agentOf(userAgent),
    forwardedFor,
    length: Number(length),
  }
}

let agent = ''

/** A copy, which does not keep alive the text that it was a part of: there are secrets in that, and this is remembered. */
function agentOf(part: string): string {
  if (part !== agent) agent = Buffer.from(part.slice(0, 512), 'latin1').toString('latin1')
  return agent
}
