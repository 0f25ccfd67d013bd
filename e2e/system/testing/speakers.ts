import type { Mount } from '#lib/contracts/mounts.ts'
import { basic, bearer, type Desk, tell, type VendorRequest } from './vendors.ts'

/** A key as its maker's contract gave it. */
export interface VendorKey {
  id: string
  secret: string
}

/** A client of a vendor's: how it makes, finds and removes keys. */
export interface Speaker {
  mount: Mount
  make(): Promise<VendorKey>
  /** True where its list has the key, and it can be read alone where the contract knows of that; false where neither is so. */
  sees(id: string): Promise<boolean>
  /** @returns the status of the answer */
  remove(id: string): Promise<number>
}

type Told = Record<string, unknown>

/** A client for each mount, all of them the owner's. The organization must have the vendors' vocabularies, or its owner may make them. */
export function speakersAt(desk: Desk): Speaker[] {
  const said = (mount: Mount, request: VendorRequest & { path: string }) =>
    tell(desk.url, {
      headers: bearer(desk.token),
      ...request,
      path: `/api/compat/${mount}${request.path}`,
    })
  const made = async (mount: Mount, path: string, body: object, read: (told: Told) => VendorKey) => {
    const answer = await said(mount, { method: 'POST', path, body })
    if (answer.status >= 300) throw new Error(`${mount}: ${answer.status} ${answer.body}`)
    return read(answer.json)
  }
  const both = async (mount: Mount, list: string, one: string | null, id: string) => {
    const listed = (await said(mount, { path: list })).body.includes(id)
    const alone = one === null ? listed : (await said(mount, { path: one })).status === 200
    if (listed !== alone) throw new Error(`${mount} has ${id} in one place and not in the other`)
    return listed
  }
  const removed = async (mount: Mount, path: string) => (await said(mount, { method: 'DELETE', path })).status

  const freesewing = (mount: Mount): Speaker => ({
    mount,
    make: () =>
      made(mount, '/apikeys/jwt', { name: mount, level: 2, expiresIn: 3600 }, ({ apikey }) => {
        const { key, secret } = apikey as { key: string; secret: string }
        return { id: key, secret }
      }),
    sees: (id) => both(mount, '/apikeys/jwt', `/apikeys/${id}/jwt`, id),
    remove: (id) => removed(mount, `/apikeys/${id}/jwt`),
  })
  const vertesia = (mount: Mount): Speaker => ({
    mount,
    async make() {
      const body = { name: mount, role: 'reader' }
      const key = await made(mount, '/api/v1/apikeys', body, ({ id, value }) => ({
        id: String(id),
        secret: value === undefined ? '' : String(value),
      }))
      if (key.secret !== '') return key
      const { json } = await said(mount, { path: `/api/v1/apikeys/${key.id}?withValue=true` })
      return { ...key, secret: String(json.value) }
    },
    sees: (id) => both(mount, '/api/v1/apikeys', `/api/v1/apikeys/${id}`, id),
    remove: (id) => removed(mount, `/api/v1/apikeys/${id}`),
  })
  return [
    {
      mount: 'dadosfera',
      make: () =>
        made('dadosfera', '/api-key', { permissions: [1] }, ({ id, key }) => ({
          id: String(id),
          secret: String(key),
        })),
      sees: (id) => both('dadosfera', '/api-key', null, id),
      remove: (id) => removed('dadosfera', `/api-key/${id}`),
    },
    {
      mount: 'trackgenesis',
      make: () =>
        made('trackgenesis', '/api/v1/api-keys', {}, ({ _id, apiKey }) => ({
          id: String(_id),
          secret: String(apiKey),
        })),
      sees: (id) => both('trackgenesis', '/api/v1/api-keys/my', `/api/v1/api-keys/${id}`, id),
      remove: (id) => removed('trackgenesis', `/api/v1/api-keys/${id}`),
    },
    freesewing('freesewing'),
    freesewing('freesewing-live'),
    vertesia('vertesia'),
    vertesia('vertesia-live'),
  ]
}

/** What a key of a vendor's shows of itself, in each way that its clients or ours may choose. */
export const waysToShow = ({ id, secret }: VendorKey): Record<string, string>[] => [
  bearer(secret),
  { authorization: secret },
  { 'x-api-key': secret },
  basic(id, secret),
]
