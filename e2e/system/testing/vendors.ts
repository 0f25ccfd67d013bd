import type { Portal } from '../../portal.ts'
import { freePort } from '../../portal.ts'
import { ask } from './contract.ts'
import { newHome, owner, start } from './portal.ts'
import { type Heard, overWire, type Wired } from './wire.ts'

/** A portal at which the contracts of vendors are spoken, and who is there. */
export interface Desk {
  portal: Portal
  home: string
  url: string
  /** The owner's access token. */
  token: string
  userId: string
  organizationId: string
  project: { id: string; name: string }
}

/** Starts a portal of its own and signs its owner in. */
export async function openDesk(environment: Record<string, string> = {}): Promise<Desk> {
  const home = await newHome()
  const portal = await start({ home, port: await freePort(), environment })
  const { status, json, text } = await ask(portal.url, '/api/v1/sessions', { body: owner })
  if (status !== 201) throw new Error(`Signing in was answered ${status}: ${text}`)
  const { accessToken, user, organization, project } = json as Record<string, { id: string; name: string }>
  if (!user || !organization || !project) throw new Error(text)
  return {
    portal,
    home,
    url: portal.url,
    token: String(accessToken),
    userId: user.id,
    organizationId: organization.id,
    project: { id: project.id, name: project.name },
  }
}

/** A request to a vendor's contract; what is no text in `body` is sent as JSON. */
export type VendorRequest = Omit<Wired, 'body'> & { body?: unknown }

export interface VendorAnswer extends Heard {
  /** The body where it is JSON. */
  json: Record<string, unknown>
}

/** Sends a request as a client of a vendor would. */
export async function tell(
  url: string,
  { body, headers = {}, ...rest }: VendorRequest,
): Promise<VendorAnswer> {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
  // With its length, since of a GET nothing else would say that there is a body.
  const type: Record<string, string> =
    text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }
  const sent: Wired = {
    ...rest,
    headers: { ...type, ...headers },
    ...(text === undefined ? {} : { body: text }),
  }
  const heard = await overWire(url, sent)
  const isJson = /json/.test(String(heard.headers['content-type'] ?? ''))
  return { ...heard, json: isJson && heard.body !== '' ? JSON.parse(heard.body) : {} }
}

/** The headers in which a vendor's contract speaks; the rest is the transport's. */
const told = [
  'content-type',
  'cache-control',
  'www-authenticate',
  'allow',
  'retry-after',
  'link',
  'x-total-count',
  'location',
  'set-cookie',
  'access-control-allow-origin',
]

/**
 * A whole answer as text: its status, the headers that matter and its body to the byte, in the order in which they came.
 * @param names what differs from run to run, by what is to stand in its place; an instant of the last minutes becomes `<now>`
 */
export function whole(
  { status, headers, body }: Heard,
  names: Readonly<Record<string, string>> = {},
): string {
  const lines = told.flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${headers[name]}`]))
  const text = [status, ...lines, '', body].join('\n')
  const named = Object.entries(names).reduce(
    (left, [name, value]) => left.replaceAll(value, `<${name}>`),
    text,
  )
  return named.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (instant) =>
    Math.abs(Date.now() - Date.parse(instant)) < 300_000 ? '<now>' : instant,
  )
}

/** The answer that a vendor's client expects: the status, JSON that nobody keeps, and the body. */
export const expected = (status: number, body: string, ...headers: string[]): string =>
  [
    status,
    'content-type: application/json; charset=utf-8',
    'cache-control: no-store',
    ...headers,
    '',
    body,
  ].join('\n')

/** An answer without a body. */
export const expectedEmpty = (status: number): string =>
  [status, 'cache-control: no-store', '', ''].join('\n')

export const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` })

export const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})
