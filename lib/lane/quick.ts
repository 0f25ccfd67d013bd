import { isAscii, isUtf8 } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { judgeCaller, meterCaller } from '#lib/auth/api-key.ts'
import { clientAddress } from '#lib/client-address.ts'
import type { Input } from '#lib/contracts/operation.ts'
import { verifyBody, verifyKey } from '#lib/contracts/verification.ts'
import { counters } from '#lib/gate/counters.ts'
import { lookup } from '#lib/gate/lookup.ts'
import type { Found } from '#lib/gate/reader.ts'
import type { KeyRecord } from '#lib/gate/record.ts'
import { type Caller, type Decision, decide, verdictText } from '#lib/gate/verify.ts'
import { failureOf, problemResponse } from '#lib/http/problem.ts'
import { requestIdFrom } from '#lib/http/request-id.ts'
import { log } from '#lib/log.ts'
import { write } from './write.ts'

/*
 * The quick way to a verdict, for the request that a service sends all day: POST verify, a key as Bearer, a small JSON
 * body that is right. Whatever is in any way different is left to `otherwise`, which answers it by the endpoint, so that
 * there is one place that says no. Both ways judge, count and take from limits by the same functions.
 */

/** Bytes. What is longer is `otherwise`'s. */
const maxBody = 4_096
/** Milliseconds. */
const patience = 2_500

/** What the headers of a plain request say; anything else about them makes it not plain. */
interface Plain {
  secret: string
  id: string
  userAgent: string | null
}

/** Reads what is needed from the headers as they came: making an object of them all costs as much as the verdict. */
function plainHeaders(raw: readonly string[]): Plain | null {
  let secret = ''
  let id = ''
  let userAgent: string | null = null
  let json = false
  for (let at = 0; at < raw.length; at += 2) {
    const given = raw[at] as string
    // None that matters has another length; most are passed over by it.
    if (!lengths.has(given.length)) continue
    const name = given.toLowerCase()
    const value = raw[at + 1] as string
    if (name === 'authorization') {
      // A token has dots, and a second credential is a mistake that has to be told.
      if (secret !== '' || !value.startsWith('Bearer ') || value.length > 500) return null
      secret = value.slice(7)
      if (secret === '' || secret.includes('.') || secret.includes(' ')) return null
    } else if (name === 'content-type') {
      if (json || value !== 'application/json') return null
      json = true
    } else if (name === 'user-agent') userAgent = value.slice(0, 512)
    else if (name === 'x-request-id') id = value
    else if (other.has(name)) return null
  }
  if (secret === '' || !json) return null
  return { secret, id: requestIdFrom(id), userAgent }
}

/** Headers that decide something which only the endpoint knows. */
const other = new Set(['x-api-key', 'cookie', 'x-forwarded-for', 'expect', 'content-encoding'])
const known = ['authorization', 'content-type', 'user-agent', 'x-request-id']
const lengths = new Set([...other, ...known].map(({ length }) => length))

/** The other end of each connection, as it is kept. */
const addresses = new WeakMap<Socket, string | null>()

function addressOf(socket: Socket): string | null {
  let address = addresses.get(socket)
  if (address === undefined) {
    address = clientAddress(socket.remoteAddress, undefined)
    addresses.set(socket, address)
  }
  return address
}

/** A body that has not come whole. */
interface Reading {
  /** The turn of the clock in which it began. */
  turn: number
  give(): void
}

/*
 * One timer for all bodies, since nearly every one has come before any timer could: each is given up between one and two turns
 * after it began.
 */
const reading = new Set<Reading>()
let turn = 0
let isTurning = false

function follow(one: Reading): void {
  reading.add(one)
  if (isTurning) return
  isTurning = true
  setInterval(giveUpOld, patience).unref()
}

function giveUpOld(): void {
  for (const one of reading) if (one.turn < turn) one.give()
  turn += 1
}

const aKey = { type: 'key' } as const

function callerOf({ organizationId, projectId, effective }: KeyRecord): Caller {
  return { actor: aKey, organizationId, projectId, permissions: effective }
}

/**
 * Answers a plain verification; gives false, having touched nothing, for any other request.
 * @param otherwise takes over with what of the body has been read, all of it
 * @param closing true while the server stops: the connection is then not kept
 */
export function quickVerify(
  request: IncomingMessage,
  response: ServerResponse,
  otherwise: (body: Buffer | undefined) => void,
  closing: boolean,
): boolean {
  if (request.url !== verifyKey.path || request.method !== 'POST' || closing) return false
  if (log.isLevelEnabled('debug')) return false
  const plain = plainHeaders(request.rawHeaders)
  if (!plain) return false
  let body: Buffer | undefined
  let size = 0
  /** What is slow or long: refused by the rules of the endpoint, which has not begun to read. */
  const give = () => {
    reading.delete(mine)
    request.off('data', onData)
    request.off('end', onEnd)
    request.pause()
    if (body) request.unshift(body)
    otherwise(undefined)
  }
  const mine: Reading = { turn, give }
  follow(mine)
  const onData = (chunk: Buffer) => {
    size += chunk.length
    body = body ? Buffer.concat([body, chunk]) : chunk
    if (size > maxBody) give()
  }
  const onEnd = () => {
    reading.delete(mine)
    const whole = body ?? Buffer.alloc(0)
    const input = read(whole)
    if (!input) return otherwise(whole)
    const found = lookup(plain.secret)
    if (found instanceof Promise)
      found.then(
        (one) => proceed(one),
        // Asked again, a database that says nothing would be waited for twice.
        (error) => refuse(response, plain.id, error),
      )
    else proceed(found)

    function proceed(one: Found | null): void {
      const ip = addressOf(request.socket)
      if (!one?.record.effective.has('api_key:verify') || judgeCaller(one, ip) !== 'VALID') otherwise(whole)
      else take(one, ip)
    }

    function take(one: Found, ip: string | null): void {
      meterCaller(one, 'VALID', { ip, userAgent: plain?.userAgent ?? null })
      answer(response, plain as Plain, callerOf(one.record), input as Input<typeof verifyKey>)
    }
  }
  request.on('data', onData)
  request.on('end', onEnd)
  return true
}

/** A body that is right; null for one about which something is to be said. */
function read(body: Buffer): Input<typeof verifyKey> | null {
  const isText = isAscii(body)
  if (!isText && !isUtf8(body)) return null
  try {
    const parsed = verifyBody.safeParse(JSON.parse(isText ? body.toString('latin1') : body.toString()))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

function answer(
  response: ServerResponse,
  { id }: Plain,
  caller: Caller,
  input: Input<typeof verifyKey>,
): void {
  const decided = decide(caller, input, () => lookup(input.key))
  if (decided instanceof Promise)
    void decided.then(
      (decision) => send(response, id, decision),
      (error) => refuse(response, id, error),
    )
  else send(response, id, decided)
}

function refuse(response: ServerResponse, id: string, error: unknown): void {
  const refusal = problemResponse(failureOf(error, id), id)
  counters().answered(refusal.status)
  void write('POST', response, refusal)
}

function send(response: ServerResponse, id: string, decision: Decision): void {
  const body = verdictText(decision)
  counters().answered(200)
  if (response.destroyed) return
  const size = Buffer.byteLength(body)
  response
    .writeHead(200, [...unchanging, 'X-Request-Id', id, 'Content-Length', String(size)])
    // Where every character is one byte, the socket takes them as they are.
    .end(body, size === body.length ? 'latin1' : 'utf8')
}

/** Those of the contract and no others: a header costs as much as the verdict. What guards browsers is not for services. */
const unchanging = ['Content-Type', 'application/json; charset=utf-8', 'Cache-Control', 'no-store']
