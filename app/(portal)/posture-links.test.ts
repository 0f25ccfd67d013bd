import { createLoader } from 'nuqs/server'
import { expect, test } from 'vitest'
import { listParsers, listQuery } from '#components/keys/list-state.ts'
import { postures } from '#components/overview/posture.ts'
import { listKeysQuery } from '#lib/contracts/keys.ts'

test('each posture leads to a list that its address understands and the contract answers', () => {
  const load = createLoader(listParsers)
  const summary = {
    total: 9,
    active: 9,
    disabled: 1,
    neverUsed: 1,
    idle: 1,
    neverExpires: 1,
    excess: 1,
    expiring: 1,
    expired: 1,
    oldestUnusedAt: null,
  }
  const asked = Object.fromEntries(
    postures(summary).map(({ id, href }) => {
      const state = load(new URL(href, 'http://localhost'))
      const query = listQuery(state, null, Date.parse('2026-11-21T12:00:00Z'))
      const sent = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]))
      expect(listKeysQuery.safeParse(sent).error, id).toBeUndefined()
      return [id, { status: state.status.join(), unused: state.unused, ends: state.ends, sort: state.sort }]
    }),
  )
  const working = 'active,expiring,rotating'
  expect(asked).toEqual({
    expiring: { status: 'expiring', unused: null, ends: null, sort: 'expiresAt' },
    neverUsed: { status: working, unused: 'never', ends: null, sort: 'createdAt' },
    idle: { status: working, unused: 'idle', ends: null, sort: 'lastUsedAt' },
    neverExpires: { status: working, unused: null, ends: 'never', sort: '-createdAt' },
    expired: { status: 'expired', unused: null, ends: null, sort: '-expiresAt' },
    excess: { status: working, unused: null, ends: null, sort: '-createdAt' },
  })
})
