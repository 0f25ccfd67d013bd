import { pino } from 'pino'
import { env } from '#lib/env.ts'

/** Fields that may hold a secret, by the names that HTTP, our contracts and the dialects give them. */
const secretNames = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-latchwork-gateway-key',
  'api-key',
  'apikey',
  'apiKey',
  'secret',
  'value',
  'clientSecret',
  'client_secret',
  'password',
  'key',
  'token',
  'accessToken',
  'access_token',
  'id_token',
  'refresh_token',
  'subject_token',
  'actor_token',
  'client_assertion',
  'assertion',
]

/** Each name at the top and up to three levels down: pino's redaction has no "anywhere". */
const redacted = secretNames.flatMap((name) => {
  const quoted = `["${name}"]`
  return [quoted, `*${quoted}`, `*.*${quoted}`, `*.*.*${quoted}`]
})

/**
 * What the log keeps of an error: these fields and no others, since drivers hang whole connections on theirs, with the
 * keys that open them.
 */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  return { name, message, code, stack, ...(cause !== undefined && { cause: errorFields(cause) }) }
}

/**
 * The log of this process: JSON lines at LOG_LEVEL and above, secrets replaced by `[secret]`. On stderr, because what
 * `npm start` says to a person is on stdout.
 */
export const log = pino(
  {
    level: level(),
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorFields },
    redact: { paths: redacted, censor: '[secret]' },
  },
  pino.destination({ dest: 2, sync: true }),
)

/** The log must work where the environment does not, to say so. */
function level(): string {
  try {
    return env().LOG_LEVEL
  } catch {
    return 'info'
  }
}
