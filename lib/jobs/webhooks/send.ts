import { type IncomingMessage, Agent as PlainAgent, type RequestOptions, request } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { keptAnswerBytes } from '#lib/contracts/webhooks.ts'
import { isAllowed, isPublic } from '#lib/core/webhooks/addresses.ts'
import type { Message } from '#lib/core/webhooks/message.ts'
import type { Outcome } from '#lib/core/webhooks/settle.ts'
import { hostOf, targetUrl } from '#lib/core/webhooks/target.ts'
import { env } from '#lib/env.ts'
import { failureText, Refused } from './failure.ts'
import { addressesOf, askNameServers, askSystemToo, type Resolve } from './resolve.ts'

export interface SendOptions {
  /** Milliseconds from the look-up of the name to the status of the answer. */
  timeout: number
  /** How names are looked up; by default as the environment allows. */
  resolve?: Resolve
}

/** Milliseconds for the body of an answer, once its status is there: it decides nothing. */
const bodyTimeout = 2_000

/** The most addresses of one name that are tried. */
const triedAddresses = 8

// Of their own: the process's share their connections, and go through a proxy where the environment names one.
const agents = { 'http:': new PlainAgent({ keepAlive: false }), 'https:': new TlsAgent({ keepAlive: false }) }

/**
 * Sends a message once, and tells what came of it; it never throws.
 *
 * The name is looked up once. Each of its addresses is checked, and the connection goes to one of those that were: a name that leads
 * elsewhere a moment later changes nothing. Redirects are not followed, since they would lead past the check.
 */
export async function send(href: string, message: Message, options: SendOptions): Promise<Outcome> {
  const begun = performance.now()
  const at = new Date()
  const answer: Answer = { status: null, error: null, body: '', retryAfter: null }
  const deadline = AbortSignal.timeout(options.timeout)
  try {
    const url = new URL(targetUrl(href))
    const addresses = await checkedAddresses(url, options.resolve, deadline)
    Object.assign(answer, await exchange(url, addresses, message, deadline))
    if (answer.status !== null && answer.status >= 300 && answer.status < 400)
      answer.error = 'Answered with a redirect, and redirects are not followed'
  } catch (error) {
    answer.error = failureText(error, deadline.aborted ? options.timeout : null)
  }
  return { at, duration: performance.now() - begun, ...answer }
}

type Answer = Omit<Outcome, 'at' | 'duration'>

/** @throws Refused where any address of the host is within a network that is not allowed */
async function checkedAddresses(
  url: URL,
  resolve: Resolve | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  const within = env().WEBHOOK_ALLOW_INTERNAL
  const usual = within.length > 0 ? askSystemToo : askNameServers
  const addresses = await addressesOf(hostOf(url), resolve ?? usual, signal)
  signal.throwIfAborted()
  if (addresses.length === 0) throw new Refused('The host name was not found')
  for (const address of addresses) {
    const allowed = isAllowed(address, within)
    if (!allowed && !isPublic(address))
      throw new Refused('The host leads to an address within a network, and nothing is sent to those')
    if (!allowed && url.protocol !== 'https:')
      throw new Refused('The address is not https, and leads out of the network')
  }
  return addresses.slice(0, triedAddresses)
}

/** The look-up that a connection makes: the addresses that were checked, and no look-up. */
function pinned(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, { all }, callback) => {
    if (all) return callback(null, found)
    callback(null, found[0]?.address ?? '', found[0]?.family)
  }
}

function exchange(
  url: URL,
  addresses: readonly string[],
  { headers, body }: Message,
  signal: AbortSignal,
): Promise<Answer> {
  const secure = url.protocol === 'https:'
  const options: RequestOptions = {
    method: 'POST',
    agent: agents[secure ? 'https:' : 'http:'],
    lookup: pinned(addresses),
    headers: { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' },
    signal,
  }
  return new Promise((resolve, reject) => {
    // Node closes a connection that is answered with 101, and calls that no error: without this nobody would ever be told.
    const unanswered = () => reject(new Refused('The connection was closed without an answer'))
    const sent = (secure ? tlsRequest : request)(url, options, (response) => {
      // From here on there is an answer, whatever becomes of its body.
      sent
        .off('error', reject)
        .off('close', unanswered)
        .on('error', () => {})
      const { statusCode: status = null } = response
      const retryAfter = secondsOf(response.headers['retry-after'])
      beginningOf(response).then((text) => {
        sent.destroy()
        resolve({ status, error: null, body: text, retryAfter })
      }, reject)
    })
    sent.on('error', reject).on('close', unanswered)
    sent.end(body)
  })
}

/** As much of the body as is kept, and no longer than it may take; one that breaks off is kept as far as it came. */
function beginningOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let size = 0
    const end = () => {
      clearTimeout(timer)
      resolve(textOf(Buffer.concat(parts).subarray(0, keptAnswerBytes)))
    }
    const timer = setTimeout(end, bodyTimeout)
    response.on('data', (part: Buffer) => {
      parts.push(part)
      size += part.length
      if (size >= keptAnswerBytes) end()
    })
    response.once('end', end).once('close', end).on('error', end)
  })
}

/** Bytes as text that can be kept: whatever is not UTF-8 is replaced, and a character that is cut off is left out. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true }).replaceAll('\0', '\ufffd')
}

/** Retry-After in seconds, from a number or a date (RFC 9110, section 10.2.3); null for what is neither. */
function secondsOf(header: string | undefined): number | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header)) return Number(header)
  const at = /^[A-Z][a-z]{2,8}, /.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, (at - Date.now()) / 1000)
}
