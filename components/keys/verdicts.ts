import { exactText } from '#components/ui/relative-time-text.ts'
import { refusalNames } from '#lib/client/usage-series.ts'
import { type Explanation, type VerificationCheck, verificationChecks } from '#lib/contracts/oversight.ts'
import { parsePermissionQuery } from '#lib/contracts/permission-query.ts'
import type { EndedSecret } from '#lib/contracts/usage.ts'
import type { VerdictCode } from '#lib/contracts/verification.ts'
import type { KeyUsage } from './key-usage.ts'

export type Refusal = KeyUsage['refusals'][number]

/** How a check came out when a key was refused: the first that failed ended it. */
export type PastVerdict = 'passed' | 'failed' | 'not reached'

export const checkNames: Readonly<Record<VerificationCheck, string>> = {
  revocation: 'Not revoked',
  expiry: 'Not expired',
  secret: 'Secret in use',
  enabled: 'Enabled',
  address: 'From a listed address',
  permissions: 'Holds what was asked',
  rate_limits: 'Within its limits',
}

const checkOf: Readonly<Record<VerdictCode, VerificationCheck | null>> = {
  VALID: null,
  NOT_FOUND: null,
  REVOKED: 'revocation',
  EXPIRED: 'expiry',
  DISABLED: 'enabled',
  IP_NOT_ALLOWED: 'address',
  INSUFFICIENT_PERMISSIONS: 'permissions',
  RATE_LIMITED: 'rate_limits',
}

type Why = Pick<Refusal, 'code' | 'secret'>

export const codeName = (code: VerdictCode): string => (code === 'VALID' ? 'Valid' : refusalNames[code])

/** Why it was refused, in two words. The code of an expired key and of an ended secret is one. */
export const refusalName = ({ code, secret }: Why): string => (secret ? 'Old secret' : codeName(code))

/** Which check gave the verdict; null for one that no check gives. */
const failedCheck = ({ code, secret }: Why): VerificationCheck | null => (secret ? 'secret' : checkOf[code])

/** Each check's verdict at the time of a refusal. */
export function pastVerdicts(refusal: Why): Record<VerificationCheck, PastVerdict> {
  const failed = failedCheck(refusal)
  const ended = failed === null ? -1 : verificationChecks.indexOf(failed)
  const verdict = (at: number): PastVerdict =>
    at < ended ? 'passed' : at === ended ? 'failed' : 'not reached'
  return Object.fromEntries(verificationChecks.map((check, at) => [check, verdict(at)])) as Record<
    VerificationCheck,
    PastVerdict
  >
}

/** What was wrong then, for the check that failed. */
export function pastReason({ code, secret, ip }: Pick<Refusal, 'code' | 'secret' | 'ip'>): string {
  if (secret) return `Its ${secretText(secret)} had ended.`
  return {
    VALID: '',
    NOT_FOUND: '',
    REVOKED: 'It had been revoked.',
    EXPIRED: 'It had expired.',
    DISABLED: 'It was disabled, or its project archived.',
    IP_NOT_ALLOWED: ip === null ? 'No address was told.' : `Its address list lacked ${ip}.`,
    INSUFFICIENT_PERMISSIONS: 'It lacked what was asked for.',
    RATE_LIMITED: 'It had nothing left of a limit.',
  }[code]
}

/** How the same request, with the same secret where that had ended, would come out now. An ended secret never works again. */
export function outlook({ code, checks }: Pick<Explanation, 'code' | 'checks'>, { secret }: Why): string {
  if (!secret)
    return code === 'VALID'
      ? 'The same request, with the newest secret, would be accepted now.'
      : `The same request, with the newest secret, would be refused now: ${codeName(code)}.`
  const other = checks.find(({ check, passed }) => !passed && check !== 'secret')
  const again = `Presented its ${secretText(secret)}, which ended on ${exactText(Date.parse(secret.endedAt))}. With that secret it is refused again`
  return other
    ? `${again}, and with the newest it would be too: ${codeName(other.code)}.`
    : `${again}; the client needs the new one.`
}

const secretText = ({ generation, mask }: EndedSecret) => `secret ${generation} (${mask})`

/** What to ask to have a refused verification judged again; what the record cut short, or the caller garbled, is left out. */
export function replayOf({ query, ip, secret }: Pick<Refusal, 'query' | 'ip' | 'secret'>): {
  permissions?: string
  ip?: string
  generation?: number
} {
  return {
    ...(secret ? { generation: secret.generation } : {}),
    ...(query !== null && isQuery(query) ? { permissions: query } : {}),
    ...(ip !== null && isAddress(ip) ? { ip } : {}),
  }
}

function isQuery(text: string): boolean {
  try {
    parsePermissionQuery(text)
    return true
  } catch {
    return false
  }
}

const isAddress = (text: string) => /^(\d{1,3}\.){3}\d{1,3}$|^[0-9a-f:.]*:[0-9a-f:.]+$/i.test(text)
