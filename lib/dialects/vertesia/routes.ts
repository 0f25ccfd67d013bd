import type { Revision } from '#lib/http/dialect.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { nowhere, route } from '#lib/http/route.ts'
import { contract, issueToken, issueTokenBelowApi, rolesContract } from './contract.ts'
import { mountOf, vertesia } from './dialect.ts'
import { getKeyToken, issueToken as issue, issueSurface } from './tokens.ts'
import { createKey, deleteKey, getKey, listKeys, listRoles, listSystemRoles, updateKey } from './verbs.ts'

/** The exports of a mount's route files, by what stands at the address. */
function routes(revision: Revision) {
  const mount = mountOf(revision)
  const { surface } = vertesia(revision)
  const { list, create, get, update, remove, token } = contract(mount, revision)
  const { roles, systemRoles } = rolesContract(mount)
  return {
    keys: route(endpoint(list, listKeys(revision), surface), endpoint(create, createKey(revision), surface)),
    key: route(
      endpoint(get, getKey(revision), surface),
      endpoint(update, updateKey(revision), surface),
      endpoint(remove, deleteKey, surface),
    ),
    token: route(endpoint(token, getKeyToken, surface)),
    roles: route(endpoint(roles, listRoles, surface)),
    systemRoles: route(endpoint(systemRoles, listSystemRoles, surface)),
    elsewhere: nowhere(surface),
  }
}

export const documented = routes('documented')
export const live = {
  ...routes('live'),
  issue: route(endpoint(issueToken, issue, issueSurface)),
  issueBelowApi: route(endpoint(issueTokenBelowApi, issue, issueSurface)),
}
