import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '#lib/testing/smtp.ts'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, createKey, signIn } from './testing/contract.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'

/* What is told of, by processes as they run: two instances over one database, one of them of several processes, killed and stopped. */

cleanUp()

const password = 'a sentence of her own, long enough'

let home: string
let ports: [number, number]
let mail: MailServer
let first: Portal
let token: string
/** A member, who is given keys. */
let grace: { id: string; token: string }

async function startAt(port: number, workers: number): Promise<Portal> {
  return start({
    home,
    port,
    environment: {
      LATCHWORK_URL: `http://127.0.0.1:${ports[0]}`,
      LATCHWORK_WORKERS: String(workers),
      SMTP_URL: mail.url,
      MAIL_FROM: 'keys@example.com',
    },
  })
}

beforeAll(async () => {
  home = await newHome()
  ports = [await freePort(), await freePort()]
  mail = await startMailServer()
  first = await startAt(ports[0], 1)
  token = await signIn(first.url)
  const body = { emails: ['grace@example.com'], role: 'MEMBER' }
  const invited = await ask(first.url, '/api/v1/invitations', { token, body })
  // It went by mail: the link is read from there.
  expect(invited.status, invited.text).toBe(201)
  const text = mail.arrived[0]?.parts['text/plain'] ?? ''
  const link = new URL(/http\S+#\S+/.exec(text)?.[0] ?? '')
  const joined = await ask(first.url, '/api/v1/invitations/join', {
    body: { token: link.hash.slice(1), name: 'Grace', password },
  })
  expect(joined.status, joined.text).toBe(201)
  const session = await ask(first.url, '/api/v1/sessions', { body: { email: 'grace@example.com', password } })
  const { user, accessToken } = session.json as { user: { id: string }; accessToken: string }
  grace = { id: user.id, token: accessToken }
  mail.arrived.splice(0)
}, 300_000)

/** The keys that the member's inbox names, each as often as it does. */
async function told(portal: Portal): Promise<string[]> {
  const ids: string[] = []
  for (let cursor = ''; ; ) {
    const { json } = await ask(portal.url, `/api/v1/notices?limit=200&type=key.created${cursor}`, {
      token: grace.token,
    })
    const { items, nextCursor } = json as { items: { key: { id: string } }[]; nextCursor: string | null }
    ids.push(...items.map(({ key }) => key.id))
    if (nextCursor === null) return ids.sort()
    cursor = `&cursor=${nextCursor}`
  }
}

test('two instances tell of each event once, also where one of them is killed again and again', async () => {
  const made: string[] = []
  for (let round = 0; round < 3; round += 1) {
    const second = await startAt(ports[1], 2)
    const making = Promise.all(
      Array.from({ length: 2 }, async (_, of) => {
        for (let count = 0; count < 20; count += 1)
          made.push((await createKey(first.url, token, `${round} ${of} ${count}`, { ownerId: grace.id })).id)
      }),
    )
    await sleep(500 + Math.random() * 1_500)
    await second.stop('SIGKILL')
    await making
  }
  await expect.poll(() => told(first), { timeout: 90_000 }).toEqual(made.sort())
}, 300_000)

test('what comes together goes out as one mail, from whichever instance', async () => {
  const second = await startAt(ports[1], 1)
  await expect.poll(() => mail.arrived.length, { timeout: 90_000 }).toBeGreaterThan(0)
  await sleep(8_000)
  const to = mail.arrived.flatMap((one) => one.to)
  expect(new Set(to)).toEqual(new Set(['grace@example.com']))
  // Made over a minute and more, they are some mails, and far from one each.
  expect(mail.arrived.length).toBeLessThan(10)
  await second.stop('SIGTERM')
}, 180_000)

test('a stop in good order leaves nothing half done: the next start goes on with it', async () => {
  const before = await told(first)
  const made = await Promise.all(
    Array.from({ length: 30 }, (_, at) =>
      createKey(first.url, token, `stopping ${at}`, { ownerId: grace.id }),
    ),
  )
  const begun = performance.now()
  await first.stop('SIGTERM')
  expect(performance.now() - begun).toBeLessThan(15_000)
  first = await startAt(ports[0], 1)
  await expect
    .poll(() => told(first), { timeout: 90_000 })
    .toEqual([...before, ...made.map(({ id }) => id)].sort())
}, 180_000)
