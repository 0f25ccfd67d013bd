import type { CallReply } from '#lib/client/call.ts'
import type { summarizeKeys } from '#lib/contracts/keys.ts'

export type Summary = CallReply<typeof summarizeKeys>

/** One thing about the keys that somebody should look at. */
export interface Posture {
  id: 'neverUsed' | 'idle' | 'neverExpires' | 'excess' | 'expiring' | 'expired'
  name: string
  count: number
  /** What to do about those it counts. */
  advice: string
  /** The list of the keys it counts. */
  href: string
  /** Whether it wants to be looked at: not where it counts nothing. */
  tone: 'warning' | 'brass' | 'neutral'
}

/** The statuses of keys that work: most counts are of these alone, for only they can do harm. */
const working = 'status=active,expiring,rotating'

/** How the keys stand, what presses most first. */
export function postures(summary: Summary): Posture[] {
  const { neverUsed, idle, neverExpires, excess, expiring, expired } = summary
  const tone = (count: number, toned: Posture['tone']) => (count > 0 ? toned : 'neutral')
  return [
    {
      id: 'expiring',
      name: 'Expire in 7 days',
      count: expiring,
      advice: 'Extend them, or have successors ready',
      href: '/keys?status=expiring&sort=expiresAt',
      tone: tone(expiring, 'warning'),
    },
    {
      id: 'neverUsed',
      name: 'Never used',
      count: neverUsed,
      advice: 'Revoke what nobody needs',
      href: `/keys?${working}&unused=never&sort=createdAt`,
      tone: tone(neverUsed, 'brass'),
    },
    {
      id: 'idle',
      name: 'Idle for 90 days',
      count: idle,
      advice: 'Ask their owners, then revoke',
      href: `/keys?${working}&unused=idle&sort=lastUsedAt`,
      tone: tone(idle, 'brass'),
    },
    {
      id: 'neverExpires',
      name: 'Never expire',
      count: neverExpires,
      advice: 'Give them an end',
      href: `/keys?${working}&ends=never`,
      tone: tone(neverExpires, 'brass'),
    },
    {
      id: 'excess',
      name: 'Over-privileged',
      count: excess,
      advice: 'Narrow them to what they use',
      href: `/keys?${working}&excess=true`,
      tone: tone(excess, 'brass'),
    },
    {
      id: 'expired',
      name: 'Expired',
      count: expired,
      advice: 'Refused; extend or revoke them',
      href: '/keys?status=expired&sort=-expiresAt',
      tone: 'neutral',
    },
  ]
}
