import { endpoint } from '#lib/http/endpoint.ts'
import { nowhere, route } from '#lib/http/route.ts'
import * as contract from './contract.ts'
import { dadosfera } from './dialect.ts'
import * as verbs from './verbs.ts'

const { surface } = dadosfera

/** The exports of the route files, by what stands at the address. */
export const permissions = route(endpoint(contract.listPermissions, verbs.listPermissions, surface))
export const keys = route(
  endpoint(contract.listKeys, verbs.listKeys, surface),
  endpoint(contract.createKey, verbs.createKey, surface),
)
export const key = route(endpoint(contract.deleteKey, verbs.deleteKey, surface))
export const elsewhere = nowhere(surface)
