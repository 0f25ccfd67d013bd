import * as account from './account.ts'
import * as bulk from './bulk.ts'
import * as handovers from './handovers.ts'
import * as keys from './keys.ts'
import type { Operation } from './operation.ts'
import * as organizations from './organizations.ts'
import * as presets from './presets.ts'
import * as service from './service.ts'
import * as tokens from './tokens.ts'
import * as usage from './usage.ts'
import * as verification from './verification.ts'

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'method' in value && 'right' in value

/** Every operation of the native contract, by resource. */
export const operations: readonly Operation[] = [
  account,
  organizations,
  presets,
  keys,
  handovers,
  bulk,
  verification,
  tokens,
  usage,
  service,
].flatMap((resource) => Object.values(resource).filter(isOperation))
