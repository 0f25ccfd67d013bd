import { afterAll, afterEach, beforeAll } from 'vitest'
import { foundTenant, type Tenant } from '#lib/core/keys/testing.ts'
import { get } from '#lib/core/webhooks/get.ts'
import { database } from '#lib/db/client.ts'
import { forgetEnv } from '#lib/env.ts'
import { deliverDue } from '../deliver.ts'
import { makeEndpoint } from './endpoints.ts'
import { type Answering, startReceiver, verifying } from './receiver.ts'

/** Lets webhooks be sent to this machine, for the tests of this file. */
export function withReceivers(): void {
  beforeAll(() => {
    process.env.WEBHOOK_ALLOW_INTERNAL = '127.0.0.1'
    forgetEnv()
  })
  afterAll(() => {
    delete process.env.WEBHOOK_ALLOW_INTERNAL
    forgetEnv()
  })
}

/** A tenant, and receivers that are gone after each test with all endpoints. After `withDatabase()`. */
export function withScene() {
  withReceivers()
  let tenant: Tenant | undefined
  const closing: (() => Promise<void>)[] = []
  beforeAll(async () => {
    tenant = await foundTenant()
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
    await database().pool.query('DELETE FROM webhook_endpoint')
  })

  const founded = () => {
    if (!tenant) throw new Error('There is a tenant from the first test on')
    return tenant
  }
  const receiver = async (answer: Answering = 200) => {
    const started = await startReceiver(answer)
    closing.push(started.close)
    return started
  }
  return {
    tenant: founded,
    receiver,
    /** An endpoint of the owner's at a receiver that verifies what it gets. */
    async verified(body: Record<string, unknown> = {}) {
      const at = await receiver()
      const endpoint = await makeEndpoint(founded().owner, { url: at.url, ...body })
      at.answer = verifying(endpoint.secret)
      return { at, endpoint }
    },
    deliver: (more: Partial<Parameters<typeof deliverDue>[0]> = {}) =>
      deliverDue({ db: database().prisma, timeout: 20_000, ...more }),
    seen: (endpointId: string) => get(founded().owner, { endpointId }),
  }
}
