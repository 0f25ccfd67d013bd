import * as account from './account.ts'
import * as approvals from './approvals.ts'
import * as audit from './audit.ts'
import * as bulk from './bulk.ts'
import * as catalogue from './catalogue.ts'
import * as handovers from './handovers.ts'
import * as inbox from './inbox.ts'
import * as invitations from './invitations.ts'
import * as keys from './keys.ts'
import * as levels from './levels.ts'
import * as members from './members.ts'
import type { Operation } from './operation.ts'
import * as organizations from './organizations.ts'
import * as oversight from './oversight.ts'
import * as policies from './policies.ts'
import * as presets from './presets.ts'
import * as projects from './projects.ts'
import * as removal from './removal.ts'
import * as roles from './roles.ts'
import * as service from './service.ts'
import * as serviceAccounts from './service-accounts.ts'
import * as tokens from './tokens.ts'
import * as usage from './usage.ts'
import * as verification from './verification.ts'
import * as webhooks from './webhooks.ts'

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'method' in value && 'right' in value

/** Every operation of the native contract, by resource. */
export const operations: readonly Operation[] = [
  account,
  organizations,
  projects,
  members,
  removal,
  serviceAccounts,
  invitations,
  catalogue,
  roles,
  levels,
  presets,
  keys,
  policies,
  approvals,
  handovers,
  bulk,
  verification,
  tokens,
  usage,
  webhooks,
  inbox,
  oversight,
  audit,
  service,
].flatMap((resource) => Object.values(resource).filter(isOperation))
