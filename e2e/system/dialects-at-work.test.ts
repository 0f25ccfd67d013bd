import { beforeAll, describe, expect, test } from 'vitest'
import { found } from '#lib/http/testing/canary.ts'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { examples } from './dialects/examples.ts'
import { compatHosts, hosts } from './dialects/hosts.ts'
import { oneKey } from './dialects/one-key.ts'
import { ask } from './testing/contract.ts'
import { cleanUp, start } from './testing/portal.ts'
import { speakersAt } from './testing/speakers.ts'
import { bearer, type Desk, openDesk, tell } from './testing/vendors.ts'

/* The contracts of the vendors where they are used: by programs of theirs, at hosts of theirs, and beside each other. */

cleanUp()

const collector = 'what-only-the-collector-knows'
let desk: Desk
/** Without a gate, and with every request in its log. */
let talkative: Portal
beforeAll(async () => {
  desk = await openDesk({ COMPAT_HOSTS: compatHosts, LATCHWORK_METRICS_TOKEN: collector })
  const port = await freePort()
  const environment = { LATCHWORK_ROLE: 'portal', LATCHWORK_URL: desk.url, LOG_LEVEL: 'debug' }
  talkative = await start({ home: desk.home, port, environment })
  talkative.url = `http://127.0.0.1:${port}`
}, 240_000)

const opened = () => desk

describe('examples', () => examples(opened))
describe('one key', () => oneKey(opened, () => talkative))
describe('hosts', () => hosts(opened))

describe('the documented 500', () => {
  const answered = async (kind: string) => {
    const { text } = await ask(desk.url, '/metrics', { token: collector })
    const [, count] =
      new RegExp(`^latchwork_http_requests_total\\{class="${kind}"\\} (\\d+)$`, 'm').exec(text) ?? []
    return Number(count)
  }

  test('is no alarm: it counts as a mistake of the caller’s, and no line tells of it', async () => {
    const before = { '4xx': await answered('4xx'), '5xx': await answered('5xx') }
    const logged = desk.portal.output().length
    for (let round = 0; round < 5; round += 1) {
      const answer = await tell(desk.url, {
        method: 'POST',
        path: '/api/compat/dadosfera/api-key',
        headers: bearer(desk.token),
        body: { permissions: [0] },
      })
      expect(answer.status).toBe(500)
    }
    expect(await answered('5xx')).toBe(before['5xx'])
    expect(await answered('4xx')).toBe(before['4xx'] + 5)
    expect(desk.portal.output().slice(logged)).not.toMatch(/"level":(40|50|60)|"status":500|warn|error/i)
  })
})

test('no secret of a vendor’s format is in any line that either portal has logged', async () => {
  const at = { ...desk, url: talkative.url }
  const secrets: Record<string, string> = {}
  for (const speaker of speakersAt(at)) {
    const { id, secret } = await speaker.make()
    secrets[speaker.mount] = secret
    for (const headers of [bearer(secret), { authorization: secret }, { 'api-key': secret }])
      for (const path of [
        '',
        '/permissions',
        '/api-key',
        '/api/v1/api-keys/my',
        '/apikeys/key',
        '/api/v1/apikeys',
      ])
        await tell(at.url, { path: `/api/compat/${speaker.mount}${path}`, headers })
    // Where somebody has it in an address by mistake.
    await tell(at.url, { path: `/api/compat/${speaker.mount}/${encodeURIComponent(secret)}` })
    await tell(at.url, { path: `/api/compat/${speaker.mount}/api-key?key=${encodeURIComponent(secret)}` })
    expect(await speaker.remove(id)).toBeLessThan(300)
  }
  expect(Object.keys(secrets)).toHaveLength(6)
  expect(talkative.output()).toContain('/api/compat/')
  expect(found(talkative.output() + desk.portal.output(), secrets)).toEqual([])
})
