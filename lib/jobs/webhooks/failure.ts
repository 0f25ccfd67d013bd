import { CoreError } from '#lib/core/errors.ts'

/** Why nothing was sent, said to whoever reads the log of deliveries. */
export class Refused extends Error {}

/** What errors of the network are called, to a person. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused',
  ECONNRESET: 'The connection was cut',
  EPIPE: 'The connection was cut',
  EHOSTUNREACH: 'The host cannot be reached',
  ENETUNREACH: 'The host cannot be reached',
  ETIMEDOUT: 'The host cannot be reached',
  EPROTO: 'TLS could not be agreed on',
  CERT_HAS_EXPIRED: 'Its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another host',
}

/**
 * Why an attempt failed, in at most 300 characters. Nothing of the request is in it.
 * @param timeout milliseconds, where the time ran out
 */
export function failureText(error: unknown, timeout: number | null): string {
  if (error instanceof Refused) return error.message
  // Of an address that is refused now, though it was not when the endpoint was made.
  if (error instanceof CoreError) return error.message
  if (timeout !== null) return `No answer within ${timeout / 1000} s`
  const code = codeOf(error)
  if (code === null) return 'The request failed'
  if (code.startsWith('HPE_')) return `The answer is not HTTP (${code})`
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code) && !words[code])
    return `Its certificate is not trusted (${code})`
  return words[code] ?? `The request failed (${code})`
}

/** The code of an error, or of the first of several that came together: one for each address that was tried. */
function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  return error.code.slice(0, 100)
}
