import { expiryOf, expiryText } from '#components/form/expiry.ts'
import type { FieldChange } from '#components/shell/edit-conflict.tsx'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { metadataText } from './metadata-text.ts'
import { rateLimitText } from './rate-limit-text.ts'

const list = (items: readonly string[]) => (items.length === 0 ? 'none' : items.join(', '))

/** What people read of a key, field by field. */
function readable(key: ApiKey): Record<string, string> {
  return {
    Name: key.name,
    Description: key.description || 'none',
    Owner: key.owner.name,
    State: key.enabled ? 'enabled' : 'disabled',
    Permissions: list(key.permissions),
    Role: key.role?.name ?? 'none',
    Level: key.level === null ? 'none' : String(key.level),
    Expiry: expiryText(expiryOf(key.expiresAt)),
    Addresses: list(key.ipAllowlist),
    Limits: list(key.rateLimits.map((limit) => `${limit.name} ${rateLimitText(limit)}`)),
    Metadata: list(Object.entries(key.metadata).map(([name, value]) => `${name}=${metadataText(value)}`)),
    Secret: `number ${key.generation}`,
  }
}

/** What differs between two versions of a key, in words. */
export function changedFields(before: ApiKey, after: ApiKey): FieldChange[] {
  const then = readable(before)
  return Object.entries(readable(after)).flatMap(([field, text]) =>
    then[field] === text ? [] : [{ field, before: then[field] ?? '', after: text }],
  )
}
