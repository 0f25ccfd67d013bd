import { expect, test } from 'vitest'
import { foundTenant } from '#lib/core/keys/testing.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { createKey } from './verbs.ts'

withDatabase()

test('of two first calls that came in at once, the later makes its key as well', async () => {
  const { owner } = await foundTenant()
  // What the owner held before there were scopes, as both calls have read it.
  const ctx = { ...owner, request: { method: 'POST', url: new URL('http://localhost/') }, replyHeaders: {} }
  expect(ctx.permissions.has('read')).toBe(false)
  for (const _ of ['first', 'later'])
    expect(await createKey(ctx, {})).toMatchObject({ createdBy: owner.actor.id, scopes: ['read'] })
})
