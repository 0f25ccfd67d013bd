import { type BrowserContextOptions, test as base, type Page } from 'playwright/test'
import { newOwner, type Owner, type Portal, startPortal } from './portal.ts'

export { expect } from 'playwright/test'

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
  /** A page of the owner's, signed in. `page` itself is nobody's. */
  ownerPage: Page
  /** A portal that nobody has set up, for the first run; gone after the test. */
  freshPortal: Portal
  /** Calls the contract as the owner: an access token of a new session, and JSON both ways. */
  api: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ status: number; body: unknown; headers: Headers }>
}

interface OwnedPortal {
  portal: Portal
  owner: Owner
}

export const test = base.extend<TestFixtures, WorkerFixtures & { ownedPortal: OwnedPortal }>({
  ownedPortal: [
    async ({ browserName: _ }, use) => {
      const { environment, ...owner } = newOwner()
      const portal = await startPortal({ environment })
      await use({ portal, owner })
      await portal.remove()
    },
    { scope: 'worker', timeout: 360_000 },
  ],
  portal: [async ({ ownedPortal }, use) => use(ownedPortal.portal), { scope: 'worker' }],
  owner: [async ({ ownedPortal }, use) => use(ownedPortal.owner), { scope: 'worker' }],
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
  ownerPage: async ({ browser, contextOptions, ownerState, portal, viewport, colorScheme }, use) => {
    const context = await browser.newContext({
      ...contextOptions,
      viewport,
      colorScheme,
      baseURL: portal.url,
      storageState: ownerState,
    })
    await use(await context.newPage())
    await context.close()
  },
  freshPortal: [
    async ({ browserName: _ }, use) => {
      const portal = await startPortal()
      await use(portal)
      await portal.remove()
    },
    { timeout: 360_000 },
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
})
