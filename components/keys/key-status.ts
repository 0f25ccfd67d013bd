import { percent, sumOutcomes, tally } from '#lib/client/usage-series.ts'
import type { ApiKey, ApiKeyDetail } from '#lib/contracts/api-key.ts'
import type { UsagePoint } from '#lib/contracts/usage.ts'

export type StatusTone = 'neutral' | 'ok' | 'warning' | 'danger'

export interface ShownStatus {
  label: string
  tone: StatusTone
  /** What it means, and what to do about it. */
  advice: string
  /** When what the label tells of ends (ISO 8601): a rotation's grace. */
  until?: string
}

/** From which share of refusals, and from how many of them, a working key is shown as one that is refused. */
const refusedShare = 0.05
const refusedLeast = 20

type Shown = Pick<ApiKey, 'status' | 'lastUsedAt' | 'revokedReason'> & {
  /** Where they are known: an old one may wait for the first use of the new one, and then nothing counts down. */
  secrets?: ApiKeyDetail['secrets']
  /** Of a key that is enabled and shows as disabled, the project is archived. */
  enabled?: boolean
  rotatingUntil?: string | null
  rotationDueAt?: string | null
}

/**
 * The one status a key is shown with: what stops it first, then what will stop it soon, then what looks wrong.
 * @param recent its verifications of the last 36 hours, where they are known
 * @param now milliseconds
 */
export function shownStatus(key: Shown, recent: readonly UsagePoint[] = [], now = Date.now()): ShownStatus {
  switch (key.status) {
    case 'revoked':
      return {
        label: 'Revoked',
        tone: 'neutral',
        advice: key.revokedReason
          ? `Refused for good: ${key.revokedReason}`
          : 'Refused for good. Make a new key instead.',
      }
    case 'expired':
      return {
        label: 'Expired',
        tone: 'danger',
        advice: 'Refused since its end. Edit its expiry to use it again, or revoke it.',
      }
    case 'disabled':
      return {
        label: 'Disabled',
        tone: 'neutral',
        advice: key.enabled
          ? 'Refused while its project is archived. Restore the project to use its keys again.'
          : 'Refused until somebody enables it again.',
      }
    case 'rotating':
      return {
        label: 'Rotating',
        tone: 'warning',
        advice: 'Two secrets work. Move every client to the new one before the old one ends.',
        ...(key.rotatingUntil && !waits(key) ? { until: key.rotatingUntil } : {}),
      }
    case 'expiring':
      return {
        label: 'Expires soon',
        tone: 'warning',
        advice: 'Ends within 7 days. Extend its expiry, or have a successor ready.',
      }
    case 'active':
      return active(key, recent, now)
  }
}

const waits = ({ secrets }: Shown) => secrets?.some(({ grace }) => grace !== null && grace.beganAt === null)

function active(key: Shown, recent: readonly UsagePoint[], now: number): ShownStatus {
  const { valid, refused } = tally(sumOutcomes(recent))
  const all = valid + refused
  if (refused >= refusedLeast && refused / all >= refusedShare)
    return {
      label: `${percent(refused, all)} refused`,
      tone: 'danger',
      advice: `${refused.toLocaleString('en')} of ${all.toLocaleString('en')} verifications in 36 hours were refused. Open it to see why.`,
    }
  if (key.rotationDueAt && Date.parse(key.rotationDueAt) <= now)
    return {
      label: 'Rotation due',
      tone: 'warning',
      advice: 'Works, but its secret is older than the policy has it. Rotate it.',
    }
  if (key.lastUsedAt === null && refused > 0)
    return {
      label: 'Never accepted',
      tone: 'danger',
      advice: 'Somebody presents it, and is refused each time. Open it to see why.',
    }
  if (key.lastUsedAt === null)
    return {
      label: 'Never used',
      tone: 'neutral',
      advice: 'Works, but nobody has presented it. Revoke it if nobody needs it.',
    }
  return { label: 'Active', tone: 'ok', advice: 'Works. Nothing to do.' }
}
