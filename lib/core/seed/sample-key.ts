import type { Metadata, RateLimit } from '#lib/contracts/api-key.ts'
import type { VerdictCode } from '#lib/contracts/verification.ts'
import type { SamplePermission, sampleRoles } from './catalogue.ts'
import type { Person, ServiceAccount } from './people.ts'

/** How the use of a key rises and falls through the day and the week (UTC). */
export type Shape = 'shoppers' | 'service' | 'office' | 'nightly' | 'steady' | 'builds' | 'now and then'

/** Codes that a key may be refused with while it works. */
export type Refusable = Extract<VerdictCode, 'INSUFFICIENT_PERMISSIONS' | 'IP_NOT_ALLOWED' | 'RATE_LIMITED'>

export interface Traffic {
  shape: Shape
  /** Verifications in a busy hour. */
  perHour: number
  /** Which part of them is refused, by code. */
  refused?: Partial<Record<Refusable, number>>
  /** Still presented after it stopped working: this often an hour, refused each time. */
  afterEnd?: number
}

/** One key of the sample data, told the way it came about. Days count back from now unless said otherwise. */
export interface SampleKey {
  name: string
  description?: string
  owner: Person | ServiceAccount
  /** The owner, or for a service account an admin, where left out. */
  maker?: Person
  permissions?: readonly SamplePermission[]
  role?: (typeof sampleRoles)[number]['name'] | 'gateway' | 'manager' | 'reader'
  level?: number
  /** Days since it was made. */
  age: number
  /** Days from its making to its end; null: never. */
  life: number | null
  /** null: never used, or no longer. */
  traffic: Traffic | null
  /** Where `traffic` is null: when it was last used, in days; left out: never. */
  lastUsed?: number
  /** What it may do and never does. */
  unused?: readonly SamplePermission[]
  agent?: string
  limits?: readonly RateLimit[]
  addresses?: readonly string[]
  metadata?: Metadata
  /** Rotated that many days ago, with both secrets good in between. */
  rotated?: number
  /** Being rotated: since and for how many hours more. */
  rotating?: { since: number; left: number }
  disabled?: { since: number }
  revoked?: { since: number; by: Person; reason: string }
}
