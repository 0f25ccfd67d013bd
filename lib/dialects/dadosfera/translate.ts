import type { ApiKey, IssuedKey } from '#lib/contracts/api-key.ts'
import type { CreateKeyBody } from '#lib/contracts/keys.ts'
import type { CreatedKey, ListedKey } from './contract.ts'

/** The integers of permissions, by their names. */
type Ids = ReadonlyMap<string, number>

const maskLength = 48
const largestId = 2_147_483_647
/** The id that no permission has. */
const nobodys = 0

/** The ids asked for, each once, in the order sent. */
export const distinct = (ids: readonly number[]): number[] => [...new Set(ids)]

/** The native request for a key. What is no id at all for us stands for one that no permission has. */
export function nativeKey(ids: readonly number[], at: Date): CreateKeyBody {
  const within = (id: number) => id >= 1 && id <= largestId
  return {
    name: `Dadosfera key ${at.toISOString().slice(0, 16).replace('T', ' ')}`,
    permissions: ids.map((id) => (within(id) ? id : nobodys)),
    expiresAt: null,
  }
}

/** A key as the vendor lists it. */
export const listedKey = (key: ApiKey, ids: Ids): ListedKey => ({
  permissions: permissionsOf(key, ids),
  id: key.id,
  key_mask: vendorMask(key.mask),
  created_at: key.createdAt,
})

/** A new key, its secret with it. */
export const createdKey = (key: IssuedKey, ids: Ids): CreatedKey => ({
  permissions: permissionsOf(key, ids),
  id: key.id,
  key: key.secret ?? '',
  key_mask: vendorMask(key.mask),
  created_at: key.createdAt,
  created_by: key.owner.id,
})

/** By id, as the catalogue is listed. */
function permissionsOf({ permissions }: ApiKey, ids: Ids): { id: number; name: string }[] {
  return permissions
    .flatMap((name) => {
      const id = ids.get(name)
      return id === undefined ? [] : [{ id, name }]
    })
    .sort((a, b) => a.id - b.id)
}

/** `ddf_Vtfoc` and asterisks: the start of our mask, and nothing of its end. */
function vendorMask(mask: string): string {
  const [start = ''] = mask.split('…')
  return start.padEnd(maskLength, '*')
}
