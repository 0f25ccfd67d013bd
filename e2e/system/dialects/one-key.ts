import { beforeAll, describe, expect, test } from 'vitest'
import { type Mount, mounts } from '#lib/contracts/mounts.ts'
import type { Portal } from '../../portal.ts'
import { ask, createKey, type Key } from '../testing/contract.ts'
import { type Speaker, speakersAt, type VendorKey, waysToShow } from '../testing/speakers.ts'
import type { Desk } from '../testing/vendors.ts'
import { type Heard, overWire } from '../testing/wire.ts'

/**
 * One key behind all contracts: whichever made it, the others know it, the gate takes it, and once it is removed through any of them it is
 * gone everywhere.
 * @param opened where, once tests run
 * @param elsewhere the same portal without a gate of its own, whose routes answer what a gate would
 */
export function oneKey(opened: () => Desk, elsewhere: () => Portal): void {
  let desk: Desk
  let speakers: Speaker[]
  let gateway: Key
  beforeAll(async () => {
    desk = opened()
    speakers = speakersAt(desk)
    gateway = await createKey(desk.url, desk.token, 'gateway', { permissions: ['api_key:verify'] })
  })

  const speaker = (mount: Mount): Speaker => {
    const found = speakers.find((one) => one.mount === mount)
    if (!found) throw new Error(mount)
    return found
  }

  const verify = (url: string, secret: string, connection: string): Promise<Heard> =>
    overWire(url, {
      method: 'POST',
      path: '/api/v1/keys/verify',
      headers: {
        authorization: `Bearer ${gateway.secret}`,
        'content-type': 'application/json',
        connection,
      },
      body: JSON.stringify({ key: secret }),
    })
  const codeIn = ({ status, body }: Heard) =>
    status === 200 ? String(JSON.parse(body).code) : String(status)

  /** What every way of asking about a secret says of it. */
  async function verdicts(secret: string) {
    const quick = await verify(desk.url, secret, 'keep-alive')
    // Browsers are guarded on the long way alone.
    expect(quick.headers['x-content-type-options']).toBeUndefined()
    return {
      'the gate, the quick way': codeIn(quick),
      'the gate': codeIn(await verify(desk.url, secret, 'close')),
      'the routes': codeIn(await verify(elsewhere().url, secret, 'keep-alive')),
    }
  }
  const all = (code: string) => ({ 'the gate, the quick way': code, 'the gate': code, 'the routes': code })

  async function introspected(secret: string) {
    const { status, json } = await ask(desk.url, '/api/oauth2/introspect', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Bearer ${gateway.secret}`,
      },
      body: new URLSearchParams({ token: secret }).toString(),
    })
    expect(status).toBe(200)
    return json
  }

  const forwarded = (headers: Record<string, string>) =>
    ask(desk.url, `/api/v1/authorize/${desk.project.id}`, {
      headers: { 'x-latchwork-gateway-key': gateway.secret, ...headers },
    })

  async function seenBy(id: string): Promise<Record<string, boolean>> {
    const native = await ask(desk.url, `/api/v1/keys/${id}`, { token: desk.token })
    const contracts: [string, boolean][] = [
      ['native', native.status === 200 && native.json.revokedAt === null],
    ]
    for (const one of speakers) contracts.push([one.mount, await one.sees(id)])
    return Object.fromEntries(contracts)
  }
  const everybody = (sees: boolean) => Object.fromEntries(['native', ...mounts].map((name) => [name, sees]))

  test.each(mounts)(
    'a key of %s is good at the gate, however it is shown and whoever asks',
    async (mount) => {
      const key = await speaker(mount).make()
      expect(await verdicts(key.secret)).toEqual(all('VALID'))
      expect(await introspected(key.secret)).toMatchObject({ active: true, client_id: key.id })
      for (const headers of waysToShow(key)) {
        const answer = await forwarded(headers)
        expect(answer.status, Object.keys(headers).join()).toBe(200)
        expect(answer.headers.get('x-latchwork-key-id')).toBe(key.id)
      }
      const last = key.secret.at(-2) === 'a' ? 'b' : 'a'
      const altered = `${key.secret.slice(0, -2)}${last}${key.secret.at(-1)}`
      expect(await verdicts(altered)).toEqual(all('NOT_FOUND'))
      await speaker(mount).remove(key.id)
    },
  )

  // Each makes one, and the third after it removes it.
  const pairs = mounts.map((maker, at) => ({ maker, remover: mounts[(at + 3) % mounts.length] ?? maker }))

  describe.each(pairs)('made through $maker, removed through $remover', ({ maker, remover }) => {
    let key: VendorKey
    beforeAll(async () => {
      key = await speaker(maker).make()
    })

    test('every contract knows it', async () => {
      expect(await seenBy(key.id)).toEqual(everybody(true))
      const list = await ask(desk.url, '/api/v1/keys?limit=5&sort=-createdAt', { token: desk.token })
      expect((list.json.items as { id: string }[]).map(({ id }) => id)).toContain(key.id)
    })

    test('and once the answer is there it is gone everywhere', async () => {
      expect(await verdicts(key.secret)).toEqual(all('VALID'))
      expect([200, 204]).toContain(await speaker(remover).remove(key.id))
      expect(await verdicts(key.secret)).toEqual(all('REVOKED'))
      expect(await introspected(key.secret)).toEqual({ active: false })
      for (const headers of waysToShow(key)) expect((await forwarded(headers)).status).toBe(401)
      expect(await seenBy(key.id)).toEqual(everybody(false))
      for (const { mount } of speakers) expect(await speaker(mount).remove(key.id), mount).toBe(404)
    })
  })

  test('one that the native contract revoked is gone from all of them', async () => {
    const key = await createKey(desk.url, desk.token, 'native')
    expect(await seenBy(key.id)).toEqual(everybody(true))
    await ask(desk.url, `/api/v1/keys/${key.id}`, { method: 'DELETE', token: desk.token })
    expect(await seenBy(key.id)).toEqual(everybody(false))
  })

  test('a key keeps its vendor’s format when it is rotated, and the new secret is good', async () => {
    for (const mount of mounts) {
      const key = await speaker(mount).make()
      const { json, status } = await ask(desk.url, `/api/v1/keys/${key.id}/rotate`, {
        token: desk.token,
        body: { graceSeconds: 0 },
      })
      expect(status).toBe(201)
      const secret = String(json.secret)
      expect(secret).toHaveLength(key.secret.length)
      expect(secret.slice(0, 3)).toBe(
        mount.startsWith('freesewing') ? secret.slice(0, 3) : key.secret.slice(0, 3),
      )
      expect(await verdicts(secret)).toEqual(all('VALID'))
      expect(Object.values(await verdicts(key.secret))).not.toContain('VALID')
      await speaker(mount).remove(key.id)
    }
  })
}
