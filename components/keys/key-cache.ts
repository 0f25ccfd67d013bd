import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { CallReply } from '#lib/client/call.ts'
import { operationKey } from '#lib/client/query.ts'
import { type ApiKey, expiringWithin } from '#lib/contracts/api-key.ts'
import { listHandovers } from '#lib/contracts/handovers.ts'
import { getKey, listKeyEvents, listKeys, summarizeKeys } from '#lib/contracts/keys.ts'
import { getKeySizing } from '#lib/contracts/oversight.ts'
import { getKeyUsage, getUsage } from '#lib/contracts/usage.ts'

/** What a change to a key makes stale. */
export const keyReads = [
  listKeys,
  getKey,
  summarizeKeys,
  listKeyEvents,
  getKeyUsage,
  getKeySizing,
  listHandovers,
]
/** And what a change to its secrets or its life makes stale beside. */
export const keyAndUsageReads = [...keyReads, getUsage]

/** The status a key will most likely have once it is enabled or disabled; the server's answer replaces it. */
export function statusWhen(key: ApiKey, enabled: boolean, now: number): ApiKey['status'] {
  if (key.status === 'revoked' || key.status === 'expired') return key.status
  // Enabled and refused all the same: its project is archived.
  if (!enabled || (key.status === 'disabled' && key.enabled)) return 'disabled'
  if (key.rotatingUntil !== null && Date.parse(key.rotatingUntil) > now) return 'rotating'
  if (key.expiresAt === null) return 'active'
  const left = Date.parse(key.expiresAt) - now
  if (left <= 0) return 'expired'
  return left <= expiringWithin * 1000 ? 'expiring' : 'active'
}

/** Shows a key as enabled or disabled wherever it is shown, before the server has answered; gives the way back. */
export function showEnabled(cache: QueryClient, key: ApiKey, enabled: boolean, now: number): () => void {
  const change = <K extends ApiKey>(one: K): K =>
    one.id === key.id ? { ...one, enabled, status: statusWhen(one, enabled, now) } : one
  const lists = operationKey(listKeys)
  const detail = operationKey(getKey, { keyId: key.id })
  const before = [...cache.getQueriesData({ queryKey: lists }), ...cache.getQueriesData({ queryKey: detail })]
  cache.setQueriesData<InfiniteData<CallReply<typeof listKeys>>>(
    { queryKey: [listKeys.id, 'pages'] },
    (data) =>
      data
        ? { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(change) })) }
        : data,
  )
  cache.setQueryData<CallReply<typeof getKey>>(detail, (data) => (data ? change(data) : data))
  return () => {
    for (const [queryKey, data] of before) cache.setQueryData(queryKey, data)
  }
}
