import { beforeAll, expect, test } from 'vitest'
import { onDatabase } from '../testing/people.ts'
import { plantKeys } from '../testing/planted-keys.ts'
import { bearer, type Desk, tell } from '../testing/vendors.ts'

const planted = 1_300

/** Where each mount lists keys, and what of its answer is the list. */
const lists: readonly { path: string; read: (told: unknown) => unknown[] }[] = [
  { path: 'dadosfera/api-key', read: (told) => told as unknown[] },
  { path: 'trackgenesis/api/v1/api-keys/my', read: (told) => told as unknown[] },
  { path: 'freesewing/apikeys/jwt', read: (told) => (told as { apikeys: unknown[] }).apikeys },
  { path: 'freesewing-live/apikeys/jwt', read: (told) => (told as { apikeys: unknown[] }).apikeys },
  { path: 'vertesia/api/v1/apikeys', read: (told) => told as unknown[] },
  { path: 'vertesia-live/api/v1/apikeys?level=account', read: (told) => told as unknown[] },
]

const idOf = (key: unknown) => (key as { id: string }).id

/**
 * Lists of more keys than one answer has: the same bare list, a thousand at most, and headers that say where the rest is. To be called
 * last: what it plants stays.
 * @param opened where, once tests run
 */
export function longLists(opened: () => Desk): void {
  let desk: Desk
  beforeAll(async () => {
    desk = opened()
    await onDatabase(desk.home, (client) => plantKeys(client, desk.home, planted))
  })

  test.each(lists)('$path goes on behind a link', async ({ path, read }) => {
    const at = (address: string) => tell(desk.url, { path: address, headers: bearer(desk.token) })
    const first = await at(`/api/compat/${path}`)
    expect(first.status).toBe(200)
    expect(read(first.json)).toHaveLength(1_000)
    const total = Number(first.headers['x-total-count'])
    expect(total).toBeGreaterThanOrEqual(planted)
    const [, next = ''] = /^<([^>]+)>; rel="next"$/.exec(String(first.headers.link)) ?? []
    const { origin, pathname, search } = new URL(next)
    expect(origin).toBe(desk.url)
    expect(pathname).toBe(`/api/compat/${path.split('?')[0]}`)

    const second = await at(pathname + search)
    expect(second.status).toBe(200)
    expect(second.headers.link).toBeUndefined()
    expect(Number(second.headers['x-total-count'])).toBe(total)
    const all = new Set([...read(first.json), ...read(second.json)].map(idOf))
    expect(all.size).toBe(total)
    expect(read(second.json)).toHaveLength(total - 1_000)

    const forged = await at(`/api/compat/${path}${path.includes('?') ? '&' : '?'}cursor=bm90IG91cnM`)
    expect(forged.status).toBe(400)
    expect(forged.headers['content-type']).toBe('application/json; charset=utf-8')
  })
}
