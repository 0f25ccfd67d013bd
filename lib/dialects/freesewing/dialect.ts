import type { Mount } from '#lib/contracts/mounts.ts'
import type { Dialect, Revision } from '#lib/http/dialect.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { vendorSurface } from '#lib/http/vendor-surface.ts'
import { contract, type Form } from './contract.ts'
import { errorBody, vendorOf } from './errors.ts'
import { createKey, getKey, listKeys, removeKey, whoamiByKey, whoamiByToken } from './verbs.ts'

const mountOf = (revision: Revision): Mount => (revision === 'live' ? 'freesewing-live' : 'freesewing')

/** The contract at one of its mounts. The two differ in what success is called when a key is made, and in nothing else. */
export function freesewing(revision: Revision): Dialect {
  const { jwt, key, ...others } = contract(mountOf(revision), revision)
  const vendor = vendorOf('jwt')
  return {
    mount: mountOf(revision),
    title: 'FreeSewing',
    operations: [...Object.values(jwt), ...Object.values(key), ...Object.values(others)],
    refusals: errorBody,
    vendor,
    surface: vendorSurface(vendor),
  }
}

/** What answers at each address of a mount. */
export function endpoints(revision: Revision) {
  const { whoamiByToken: token, whoamiByKey: itself, ...forms } = contract(mountOf(revision), revision)
  const formOf = (form: Form) => {
    const { create, list, get, remove } = forms[form]
    const surface = vendorSurface(vendorOf(form))
    const creating = vendorSurface(vendorOf(form, true))
    return {
      keys: [
        endpoint(list, listKeys, surface),
        endpoint(create, createKey(revision === 'live' ? 'created' : 'success'), creating),
      ],
      one: [endpoint(get, getKey, surface), endpoint(remove, removeKey, surface)],
    }
  }
  return {
    jwt: { ...formOf('jwt'), whoami: [endpoint(token, whoamiByToken, vendorSurface(vendorOf('jwt')))] },
    key: { ...formOf('key'), whoami: [endpoint(itself, whoamiByKey, vendorSurface(vendorOf('key')))] },
  }
}
