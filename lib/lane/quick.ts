import { STATUS_CODES } from 'node:http'
import { judgeCaller, meterCaller } from '#lib/auth/api-key.ts'
import type { Input } from '#lib/contracts/operation.ts'
import { verifyBody, type verifyKey } from '#lib/contracts/verification.ts'
import { counters } from '#lib/gate/counters.ts'
import { lookup } from '#lib/gate/lookup.ts'
import type { Found } from '#lib/gate/reader.ts'
import type { KeyRecord } from '#lib/gate/record.ts'
import { type Caller, type Decision, decide, verdictText } from '#lib/gate/verify.ts'
import { failureOf, problemResponse } from '#lib/http/problem.ts'
import { compatMount } from '#lib/server/compat.ts'
import { keepAlive } from '#lib/server/listen.ts'
import type { PlainRequest } from './plain.ts'
import type { Answer } from './wire.ts'
import { headersOf } from './write.ts'

/*
 * The quick way to a verdict, for a plain request whose body is right and whose caller may ask. Whatever is in any way different is
 * left to the endpoint, so that there is one place that says no. Both ways judge, count and take from limits by the same
 * functions.
 */

/**
 * Answers a plain request: at once where nothing has to be waited for; null where the endpoint has to, and nothing was counted.
 * @param ip the client's address
 */
export function quickVerify(plain: PlainRequest, ip: string | null): Answer | null | Promise<Answer | null> {
  // At the host of a vendor this address is not ours.
  const input = compatMount(plain.host) ? null : read(plain.body)
  if (!input) return null
  const refused = (error: unknown) => refusal(plain.id, error)
  try {
    const found = lookup(plain.secret)
    return found instanceof Promise
      ? found.then((one) => proceed(plain, ip, input, one)).catch(refused)
      : proceed(plain, ip, input, found)
  } catch (error) {
    return refused(error)
  }
}

type Question = Input<typeof verifyKey>

/** @param found the caller's key */
function proceed(
  plain: PlainRequest,
  ip: string | null,
  input: Question,
  found: Found | null,
): Answer | null | Promise<Answer> {
  if (!found?.record.effective.has('api_key:verify') || judgeCaller(found, ip) !== 'VALID') return null
  meterCaller(found, 'VALID', { ip, userAgent: plain.userAgent }, verifies)
  const decided = decide(callerOf(found.record), input, () => lookup(input.key))
  if (!(decided instanceof Promise)) return verdict(plain.id, decided)
  return decided.then(
    (decision) => verdict(plain.id, decision),
    (error) => refusal(plain.id, error),
  )
}

/** A body that is right; null for one about which something is to be said. */
function read(body: string): Question | null {
  try {
    const parsed = verifyBody.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

const aKey = { type: 'key' } as const
const verifies = { asks: true, permissions: ['api_key:verify'] } as const

function callerOf({ organizationId, projectId, effective }: KeyRecord): Caller {
  return { actor: aKey, organizationId, projectId, reach: [projectId], permissions: effective }
}

/** The headers of the contract and the connection, and no others: what guards browsers is not for services. */
const unchanging = [
  'HTTP/1.1 200 OK',
  'Content-Type: application/json; charset=utf-8',
  'Cache-Control: no-store',
  'Connection: keep-alive',
  `Keep-Alive: timeout=${keepAlive / 1000}`,
].join('\r\n')

function verdict(id: string, decision: Decision): Answer {
  const body = verdictText(decision)
  counters().answered(200)
  const size = Buffer.byteLength(body)
  const head = `${unchanging}\r\nDate: ${date()}\r\nX-Request-Id: ${id}\r\nContent-Length: ${size}\r\n\r\n`
  return { text: head + body, encoding: size === body.length ? 'latin1' : 'utf8' }
}

/** Asked again, a database that says nothing would be waited for twice: so this is said here. */
async function refusal(id: string, error: unknown): Promise<Answer> {
  const answer = problemResponse(failureOf(error, id), id)
  const { status } = answer
  counters().answered(status)
  const body = await answer.text()
  const headers = [...headersOf(answer, Buffer.byteLength(body)), ['Date', date()]]
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return { text: `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`, encoding: 'utf8' }
}

let second = 0
let written = ''

/** Now, as HTTP writes it. */
function date(): string {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    second = now
    written = new Date(now * 1000).toUTCString()
  }
  return written
}
