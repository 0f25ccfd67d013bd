/** For how many milliseconds a failure of the database is taken to last, so that not everybody waits for the next. */
export const awayFor = 1_000

/** PostgreSQL's words for “not now”: shutting down, starting, out of connections, a timeout of ours. */
const awayStates = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '53200',
  '57014',
  '55P03',
  '25P03',
  '08006',
  '08001',
  '08003',
])
/** Prisma's: unreachable, timed out, closed, no connection from the pool in time, too many connections, transaction expired. */
const awayCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'])
/** Node's, from the socket. */
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
])
const awayWords =
  /connection (terminated|timeout|error)|query read timeout|timeout exceeded when trying to connect|server has closed the connection|cannot use a pool after calling end|can't reach database server/i

/**
 * True where an error says that the database cannot answer now, as against that it refused what was asked. Looks through
 * the causes, since the driver adapter wraps what the driver threw.
 */
export function databaseAway(error: unknown): boolean {
  for (let depth = 0, at = error; depth < 6 && typeof at === 'object' && at !== null; depth += 1) {
    const code = codeOf(at)
    if (awayStates.has(code) || awayCodes.has(code) || socketCodes.has(code)) return true
    if (at instanceof Error && awayWords.test(at.message)) return true
    at = 'cause' in at ? at.cause : undefined
  }
  return false
}

/** The name of the unique constraint that an error reports, or the columns it covers; null for another error. */
export function takenUnique(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || codeOf(error) !== 'P2002') return null
  return JSON.stringify('meta' in error ? error.meta : {})
}

/** True where a transaction lost to another (a deadlock, a serialization failure): it changed nothing and may be tried again. */
export function lostToAnother(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  return ['P2034', '40001', '40P01'].includes(codeOf(error))
}

/** Prisma's codes for a failure it has no name for; PostgreSQL's own code then stands in the message. */
const unnamed = new Set(['P2010', 'P2039'])

function codeOf(error: object): string {
  if ('originalCode' in error && typeof error.originalCode === 'string') return error.originalCode
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (!unnamed.has(code) || !(error instanceof Error)) return code
  return /Code: `([0-9A-Z]{5})`/.exec(error.message)?.[1] ?? code
}
