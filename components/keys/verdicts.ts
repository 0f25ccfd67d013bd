import type { ApiKey } from '#lib/contracts/api-key.ts'
import { type VerificationCheck, verificationChecks } from '#lib/contracts/oversight.ts'
import { parsePermissionQuery } from '#lib/contracts/permission-query.ts'
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

/** Which check gave the verdict. The code of an expired key and of an ended secret is one; the key's own end tells them apart. */
function failedCheck({ code, at }: Refusal, { expiresAt }: Pick<ApiKey, 'expiresAt'>): VerificationCheck {
  switch (code) {
    case 'REVOKED':
      return 'revocation'
    case 'EXPIRED':
      return expiresAt !== null && Date.parse(expiresAt) <= Date.parse(at) ? 'expiry' : 'secret'
    case 'DISABLED':
      return 'enabled'
    case 'IP_NOT_ALLOWED':
      return 'address'
    case 'INSUFFICIENT_PERMISSIONS':
      return 'permissions'
    default:
      return 'rate_limits'
  }
}

/** Each check's verdict at the time of a refusal. */
export function pastVerdicts(
  refusal: Refusal,
  key: Pick<ApiKey, 'expiresAt'>,
): Record<VerificationCheck, PastVerdict> {
  const ended = verificationChecks.indexOf(failedCheck(refusal, key))
  const verdict = (at: number): PastVerdict =>
    at < ended ? 'passed' : at === ended ? 'failed' : 'not reached'
  return Object.fromEntries(verificationChecks.map((check, at) => [check, verdict(at)])) as Record<
    VerificationCheck,
    PastVerdict
  >
}

/** What to ask to have a refused verification judged again; what the record cut short, or the caller garbled, is left out. */
export function replayOf({ query, ip }: Refusal): { permissions?: string; ip?: string } {
  return {
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
