import { expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { get } from '../keys/get.ts'
import { revoke } from '../keys/revoke.ts'
import { rotate } from '../keys/rotate.ts'
import { foundTenant, make } from '../keys/testing.ts'
import { begin, inDays, inForce } from './testing.ts'

withDatabase()

test('a key says when its secret is due, by the stricter of the policies in force, until it is rotated or over', async () => {
  const { owner, organizationId, projectId } = await foundTenant()
  const { id: keyId } = await make(owner)
  await database().pool.query(`UPDATE key_secret SET created_at = '2026-01-01T00:00:00Z' WHERE key_id = $1`, [
    keyId,
  ])
  const due = async () => (await get(owner, { keyId })).rotationDueAt
  expect(await due()).toBeNull()
  await inForce(owner, projectId, { rotateWithin: 90 })
  expect(await due()).toBe('2026-04-01T00:00:00.000Z')
  await inForce(owner, organizationId, { rotateWithin: 31 }, inDays(7))
  expect(await due()).toBe('2026-04-01T00:00:00.000Z')
  await begin(organizationId)
  expect(await due()).toBe('2026-02-01T00:00:00.000Z')
  const { secrets } = await rotate(owner, { keyId, graceSeconds: 0 })
  const anew = Date.parse(secrets[0]?.createdAt ?? '') + 31 * 86_400_000
  expect(await due()).toBe(new Date(anew).toISOString())
  await revoke(owner, { keyId })
  expect(await due()).toBeNull()
})
