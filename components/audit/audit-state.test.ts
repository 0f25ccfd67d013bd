import { expect, test } from 'vitest'
import { listAuditEventsQuery } from '#lib/contracts/audit.ts'
import { auditQuery, isFiltered, noFilter, soundState } from './audit-state.ts'

const now = Date.UTC(2026, 10, 28, 12)
const id = '0198c0de-0000-7000-8000-000000000001'

test('the log without a filter asks for everything', () => {
  expect(auditQuery(noFilter, now)).toEqual({})
  expect(isFiltered(noFilter)).toBe(false)
})

test('what the address says is asked for, in a form that the operation takes', () => {
  const state = {
    ...noFilter,
    actor: id,
    action: ['key.', 'session.create'],
    when: '24h' as const,
    address: '203.0.113.0/24',
  }
  const query = auditQuery(state, now)
  expect(query).toEqual({
    actor: id,
    action: 'key.,session.create',
    from: '2026-11-27T12:00:00.000Z',
    address: '203.0.113.0/24',
  })
  expect(listAuditEventsQuery.safeParse(query).success).toBe(true)
  for (const [name, value] of Object.entries(state))
    if (value !== null && String(value) !== '') expect(isFiltered({ ...noFilter, [name]: value })).toBe(true)
})

test('what no query takes is left out', () => {
  const nonsense = {
    actor: 'x',
    action: ['No Such'],
    target: '',
    from: 'yesterday',
    address: '300.1.1.1',
    project: '1',
  }
  expect(soundState({ ...noFilter, ...nonsense })).toEqual(noFilter)
  const state = { ...noFilter, actor: id, when: '7d' as const }
  expect(soundState(state)).toEqual(state)
})
