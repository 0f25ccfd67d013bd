import { owner } from './portal.ts'

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The body where it is JSON. */
  json: Record<string, unknown>
}

export interface Sent {
  method?: string
  token?: string | undefined
  headers?: Record<string, string>
  body?: unknown
  /** Milliseconds. */
  timeout?: number
}

/** Sends a request to a portal. @throws what `fetch` throws, where no whole answer came */
export async function ask(
  url: string,
  path: string,
  { method, token, headers = {}, body, timeout = 20_000 }: Sent = {},
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeout),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} }
}

/** Signs the owner in. @returns an access token, good for a quarter of an hour */
export async function signIn(url: string): Promise<string> {
  const { status, json, text } = await ask(url, '/api/v1/sessions', { body: owner })
  if (status !== 201) throw new Error(`Signing in was answered ${status}: ${text}`)
  return String(json.accessToken)
}

export interface Key {
  id: string
  secret: string
}

/** @param more what else the key is to be or to hold */
export async function createKey(
  url: string,
  token: string,
  name: string,
  more: Record<string, unknown> = {},
): Promise<Key> {
  const { status, json, text } = await ask(url, '/api/v1/keys', { token, body: { name, ...more } })
  if (status !== 201) throw new Error(`Making a key was answered ${status}: ${text}`)
  return { id: String(json.id), secret: String(json.secret) }
}

/** What the portal says of a secret: VALID, REVOKED … */
export async function verdict(url: string, token: string, key: string): Promise<string> {
  const { status, json, text } = await ask(url, '/api/v1/keys/verify', { token, body: { key } })
  if (status !== 200) throw new Error(`Verifying was answered ${status}: ${text}`)
  return String(json.code)
}
