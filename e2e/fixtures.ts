import { type BrowserContext, type BrowserContextOptions, test as base, type Page } from 'playwright/test'
import { waitForLife } from './alive.ts'
import { type Complaints, complaints } from './complaints.ts'
import { type Api, type Keys, keysOf } from './made-keys.ts'
import { newOwner, type Owner, type Portal, startPortal } from './portal.ts'

export { expect } from 'playwright/test'

/** A portal and who owns it. */
export interface OwnedPortal {
  portal: Portal
  owner: Owner
}

/** What every test of a worker shares: a portal that has an owner, and that owner signed in. */
interface WorkerFixtures {
  /** A portal of this worker's own, with its database; relative addresses in `page.goto` are on it. */
  portal: Portal
  /** Its owner, who made the organization and the project when it first started. */
  owner: Owner
  /** The owner's session, signed in once through the portal's own endpoint. */
  ownerState: Exclude<BrowserContextOptions['storageState'], string | undefined>
}

interface TestFixtures {
  /** What the pages of this test complained of; anything at all fails the test. */
  complaints: Complaints
  /** Another browser: a page with cookies and storage of its own, on the worker's portal where nothing else is said. */
  openBrowser: (options?: BrowserContextOptions) => Promise<Page>
  /** A page of the owner's, signed in. `page` itself is nobody's. */
  ownerPage: Page
  /** A portal that nobody has set up, for the first run; gone after the test. */
  freshPortal: Portal
  /** A portal with an owner of this test's own, for what would disturb others; gone after the test. */
  ownPortal: OwnedPortal
  /** Calls the contract as the owner: an access token of a new session, and JSON both ways. */
  api: Api
  /** Makes keys as the owner; they are revoked after the test. */
  keys: Keys
}

const starting = { timeout: 360_000 }

async function ownedPortal(): Promise<OwnedPortal> {
  const { environment, ...owner } = newOwner()
  // Where the receivers of webhooks listen that these tests start.
  const receivers = { WEBHOOK_ALLOW_INTERNAL: '127.0.0.1' }
  return { portal: await startPortal({ environment: { ...environment, ...receivers } }), owner }
}

/** Before the portal that they show goes; a second time is harmless. */
async function closeAll(contexts: BrowserContext[]): Promise<void> {
  await Promise.all(contexts.map((context) => context.close()))
}

export const test = base.extend<
  TestFixtures & { opened: BrowserContext[] },
  WorkerFixtures & { shared: OwnedPortal }
>({
  shared: [
    async ({ browserName: _ }, use) => {
      const shared = await ownedPortal()
      await use(shared)
      await shared.portal.remove()
    },
    { scope: 'worker', ...starting },
  ],
  portal: [async ({ shared }, use) => use(shared.portal), { scope: 'worker' }],
  owner: [async ({ shared }, use) => use(shared.owner), { scope: 'worker' }],
  ownerState: [
    async ({ portal, owner, playwright }, use) => {
      const request = await playwright.request.newContext({ baseURL: portal.url })
      const { csrfToken } = await (await request.get('/api/auth/csrf')).json()
      const answer = await request.post('/api/auth/callback/credentials', {
        headers: { origin: portal.url },
        form: { csrfToken, email: owner.email, password: owner.password, json: 'true' },
      })
      if (!answer.ok())
        throw new Error(`The owner could not sign in: ${answer.status()} ${await answer.text()}`)
      const state = await request.storageState()
      await request.dispose()
      await use(state)
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ portal }, use) => use(portal.url),
  complaints: [
    async ({ browserName: _ }, use) => {
      const heard = complaints()
      await use(heard)
      heard.none()
    },
    { auto: true },
  ],
  context: async ({ context, complaints }, use) => {
    await complaints.listenTo(context)
    waitForLife(context)
    await use(context)
  },
  opened: async ({ browserName: _ }, use) => use([]),
  openBrowser: async ({ browser, complaints, opened }, use) => {
    await use(async (options = {}) => {
      const context = await browser.newContext(options)
      opened.push(context)
      await complaints.listenTo(context)
      waitForLife(context)
      return context.newPage()
    })
    await closeAll(opened)
  },
  ownerPage: async ({ openBrowser, ownerState }, use) => {
    await use(await openBrowser({ storageState: ownerState }))
  },
  freshPortal: [
    async ({ opened }, use) => {
      const portal = await startPortal()
      await use(portal)
      await closeAll(opened)
      await portal.remove()
    },
    starting,
  ],
  ownPortal: [
    async ({ opened }, use) => {
      const own = await ownedPortal()
      await use(own)
      await closeAll(opened)
      await own.portal.remove()
    },
    starting,
  ],
  api: async ({ portal, owner }, use) => {
    const call = async (method: string, path: string, body?: unknown, token?: string) => {
      const answer = await fetch(`${portal.url}/api/v1${path}`, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token && { authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, body: text ? JSON.parse(text) : undefined, headers: answer.headers }
    }
    const session = await call('POST', '/sessions', { email: owner.email, password: owner.password })
    if (session.status !== 201)
      throw new Error(`No session: ${session.status} ${JSON.stringify(session.body)}`)
    await use((method, path, body) => call(method, path, body, session.body.accessToken))
  },
  keys: async ({ api }, use) => {
    const keys = keysOf(api)
    await use(keys)
    await keys.clear()
  },
})
