import { endpoint } from '#lib/http/endpoint.ts'
import { nowhere, route } from '#lib/http/route.ts'
import * as contract from './contract.ts'
import { trackgenesis } from './dialect.ts'
import * as verbs from './verbs.ts'

const { surface } = trackgenesis

/** The exports of the route files, by what stands at the address. */
export const keys = route(endpoint(contract.createKey, verbs.createKey, surface))
export const ownKeys = route(endpoint(contract.listOwnKeys, verbs.listOwnKeys, surface))
export const keysOfUser = route(endpoint(contract.listKeysOfUser, verbs.listKeysOfUser, surface))
export const key = route(
  endpoint(contract.getKey, verbs.getKey, surface),
  endpoint(contract.deleteKey, verbs.deleteKey, surface),
)
export const elsewhere = nowhere(surface)
