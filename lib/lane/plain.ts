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
  /** As the Host header has it. */
  host: string
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
const headers = /^(?:[\w!#$%&'*+.^`|~-]+:[\t -~]*\r\n)+$/

/** Headers that are read here, and what each may say. What is to be made of two of one is for whoever knows all the rules. */
const known = new Map([
  ['host', /./],
  ['content-length', /^\d{1,4}$/],
  ['connection', /^keep-alive$/i],
  // A token has dots.
  ['authorization', /^Bearer [^ .]{1,490}$/],
  ['content-type', /^application\/json(?:; ?charset=utf-8)?$/i],
  ['user-agent', /^/],
  ['x-request-id', /^/],
  ['x-forwarded-for', /^/],
])
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
const lengths = new Set([...other, ...known.keys()].map(({ length }) => length))

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

function readHead(text: string): Head | null {
  if (!headers.test(text)) return null
  const said = new Map<string, string>()
  let count = 0
  for (let at = 0; at < text.length; count += 1) {
    const colon = text.indexOf(':', at)
    const next = text.indexOf('\r\n', colon) + 2
    // None that matters has another length; most are passed over by it.
    if (lengths.has(colon - at)) {
      const name = text.slice(at, colon).toLowerCase()
      if (other.has(name)) return null
      const form = known.get(name)
      if (form) {
        const value = text.slice(colon + 1, next - 2).trim()
        if (said.has(name) || !form.test(value)) return null
        said.set(name, value)
      }
    }
    at = next
  }
  const authorization = said.get('authorization')
  const host = said.get('host')
  const length = Number(said.get('content-length'))
  if (authorization === undefined || host === undefined || !said.has('content-type')) return null
  if (!(length <= maxBody) || count > maxHeaders) return null
  const userAgent = said.get('user-agent')
  return {
    secret: authorization.slice('Bearer '.length),
    id: requestIdFrom(said.get('x-request-id')),
    userAgent: userAgent === undefined ? null : agentOf(userAgent),
    host,
    forwardedFor: said.get('x-forwarded-for') ?? null,
    length,
  }
}

let agent = ''

/** A copy, which does not keep alive the text that it was a part of: there are secrets in that, and this is remembered. */
function agentOf(part: string): string {
  if (part !== agent) agent = Buffer.from(part.slice(0, 512), 'latin1').toString('latin1')
  return agent
}
