import { getKey, listKeyEvents, listKeys, summarizeKeys } from '#lib/contracts/keys.ts'
import { getMember, listMembers } from '#lib/contracts/members.ts'
import { listOwners } from '#lib/contracts/organizations.ts'
import { getServiceAccount, listServiceAccounts } from '#lib/contracts/service-accounts.ts'
import { getKeyUsage, getUsage } from '#lib/contracts/usage.ts'

/** What shows service accounts, and is stale once one was made or changed. */
export const accountReads = [listServiceAccounts, getServiceAccount, listOwners] as const

/** What shows whose keys there are, and is stale once owners go and keys with them. */
export const ownershipReads = [
  ...accountReads,
  listKeys,
  getKey,
  summarizeKeys,
  listKeyEvents,
  getUsage,
  getKeyUsage,
  listMembers,
  getMember,
] as const
