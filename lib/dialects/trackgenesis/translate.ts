import type { ApiKey, IssuedKey } from '#lib/contracts/api-key.ts'
import type { CreateKeyBody } from '#lib/contracts/keys.ts'
import type { CreateBody, CreatedKey, ShownKey } from './contract.ts'

/** What a new key may do. */
export const defaultScope = 'read'

const keyLength = 30
/** As many asterisks a mask has at least, whatever the format of the key shows of its ends. */
const leastHidden = 4

/** The native request for a key; what is not said of its end is never. */
export function nativeKey({ expiresAT, expiresAt }: CreateBody, at: Date): CreateKeyBody {
  const end = expiresAT ?? expiresAt ?? null
  return {
    name: `TrackGenesis key ${at.toISOString().slice(0, 16).replace('T', ' ')}`,
    permissions: [defaultScope],
    expiresAt: end === null ? null : new Date(end).toISOString(),
  }
}

/** A key as it is read. @param held all that it holds */
export function shownKey(key: ApiKey, held: Iterable<string>): ShownKey {
  const masked = vendorMask(key.mask)
  return {
    _id: key.id,
    createdBy: key.owner.id,
    ...expiryOf(key),
    key: masked,
    orgId: key.organizationId,
    scopes: [...held].sort(),
    createdAt: key.createdAt,
    updatedAt: key.updatedAt,
    __v: 0,
    apiKey: key.id + masked,
    id: key.id,
  }
}

/** A new key, its secret with it: the id, and behind it what the vendor calls the key. */
export function createdKey(key: IssuedKey): CreatedKey {
  const apiKey = key.secret ?? ''
  return {
    createdBy: key.owner.id,
    ...expiryOf(key),
    key: apiKey.slice(key.id.length),
    orgId: key.organizationId,
    scopes: key.effectivePermissions,
    _id: key.id,
    createdAt: key.createdAt,
    updatedAt: key.updatedAt,
    __v: 0,
    apiKey,
    id: key.id,
  }
}

const expiryOf = ({ expiresAt }: ApiKey) => (expiresAt === null ? {} : { expiresAt })

/** Our mask with asterisks, as long as a key of the vendor's; longer where the start of a key of ours is. */
function vendorMask(mask: string): string {
  const [start = '', last = ''] = mask.split('…')
  return start + '*'.repeat(Math.max(leastHidden, keyLength - start.length - last.length)) + last
}
