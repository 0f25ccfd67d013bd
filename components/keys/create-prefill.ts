import { createParser, parseAsArrayOf, parseAsInteger, parseAsString } from 'nuqs'
import { anyUuid } from '#lib/contracts/fields.ts'
import type { CatalogueRole } from './grant-choice.ts'
import type { KeyFormInput } from './key-form.ts'

/** `create=1`, or `create=true` as people write it. */
const parseAsSwitch = createParser({
  parse: (text): boolean | null => (text === '1' || text === 'true' ? true : null),
  serialize: (on: boolean) => (on ? '1' : '0'),
})

/**
 * What an address may fill the form with: `/keys?create=1&name=Checkout&permissions=data:read,files:read`. It fills,
 * and the person submits: an address alone never makes a key.
 */
export const createParsers = {
  create: parseAsSwitch.withDefault(false),
  name: parseAsString,
  description: parseAsString,
  permissions: parseAsArrayOf(parseAsString),
  role: parseAsString,
  level: parseAsInteger,
  /** Days, or `never`. */
  expires: parseAsString,
  /** A member or a service account; else whoever looks. */
  ownerId: parseAsString,
}

export interface Prefill {
  name: string | null
  description: string | null
  permissions: string[] | null
  role: string | null
  level: number | null
  expires: string | null
  ownerId?: string | null
}

/** The address without any of it. */
export const noCreate = {
  create: null,
  name: null,
  description: null,
  permissions: null,
  role: null,
  level: null,
  expires: null,
  ownerId: null,
}

/** The form's first values with what the address says of them; what makes no sense is left out. */
export function prefilled(
  values: KeyFormInput,
  prefill: Prefill,
  roles: readonly Pick<CatalogueRole, 'id' | 'name'>[],
): KeyFormInput {
  const role = roles.find((each) => each.id === prefill.role || each.name === prefill.role)
  const { level } = prefill
  return {
    ...values,
    ...(prefill.name ? { name: prefill.name.slice(0, 100) } : {}),
    ...(prefill.description ? { description: prefill.description.slice(0, 1000) } : {}),
    ...(prefill.permissions ? { permissions: [...new Set(prefill.permissions)].slice(0, 200) } : {}),
    ...(role ? { role: role.id } : {}),
    ...(level !== null && level >= 0 && level <= 8 ? { level: String(level) } : {}),
    ...(prefill.ownerId && anyUuid.test(prefill.ownerId) ? { ownerId: prefill.ownerId.toLowerCase() } : {}),
    ...expiryFrom(prefill.expires),
  }
}

function expiryFrom(text: string | null): Pick<KeyFormInput, 'expiry'> | Record<string, never> {
  if (text === 'never') return { expiry: { kind: 'never' } }
  const days = /^(\d{1,4})d?$/.exec(text ?? '')?.[1]
  if (!days || Number(days) < 1 || Number(days) > 3650) return {}
  return { expiry: { kind: 'days', days: Number(days) } }
}
