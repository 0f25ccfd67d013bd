import type { Method } from '#lib/contracts/operation.ts'

/** What stands in for the credential in an example: a variable of the shell, so that no secret enters its history. */
export type CredentialVariable = 'LATCHWORK_KEY' | 'LATCHWORK_TOKEN' | 'LATCHWORK_GATEWAY_KEY'

/** A request of the contract, as an example shows it and as “try it” sends it. */
export interface ApiRequest {
  method: Method
  /** `https://keys.example.com`, without a slash at its end. */
  origin: string
  /** With its parameters in braces: `/api/v1/keys/{keyId}`. */
  path: string
  params: Readonly<Record<string, string>>
  /** Empty values are not sent. */
  query: Readonly<Record<string, string>>
  /** Beside the credential and the content type. */
  headers: Readonly<Record<string, string>>
  /** Headers that are secrets too, by the variable that holds each. */
  secretHeaders?: Readonly<Record<string, CredentialVariable>>
  /** undefined: no body. */
  body: unknown
  /** How the body travels; by default as JSON. */
  encoding?: 'json' | 'form'
  /** null: none is sent. */
  credential: CredentialVariable | null
}

/** The parameters of a form, in their order: a list is its parameter several times. */
export function formPairs(body: unknown): [name: string, value: string][] {
  return Object.entries((body ?? {}) as object).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
  )
}

/** Path and query below the origin. A parameter that is missing stays in braces, escaped, so that one sees it. */
export function addressOf(request: Pick<ApiRequest, 'path' | 'params' | 'query'>): string {
  const path = request.path.replace(/\{(\w+)\}/g, (whole, name: string) =>
    encodeURIComponent(request.params[name] || whole),
  )
  const query = new URLSearchParams(Object.entries(request.query).filter(([, value]) => value !== ''))
  const search = query.toString()
  return search ? `${path}?${search}` : path
}
