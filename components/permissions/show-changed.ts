import type { QueryClient } from '@tanstack/react-query'
import { operationKey } from '#lib/client/query.ts'
import type { listPermissions } from '#lib/contracts/catalogue.ts'
import type { listRoles } from '#lib/contracts/roles.ts'

interface Listed {
  id: string | number
}

/** Shows a thing in its list as a change has left it, until the list is read anew: who opens it again begins from that. */
export function showChanged(
  cache: QueryClient,
  list: typeof listRoles | typeof listPermissions,
  changed: Listed,
): void {
  cache.setQueryData<{ items: Listed[] }>(
    operationKey(list, {}),
    (known) => known && { items: known.items.map((one) => (one.id === changed.id ? changed : one)) },
  )
}
