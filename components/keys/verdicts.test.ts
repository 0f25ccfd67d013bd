import { expect, test } from 'vitest'
import { verificationChecks } from '#lib/contracts/oversight.ts'
import { verdictCodes } from '#lib/contracts/verification.ts'
import { outlook, pastReason, pastVerdicts, type Refusal, refusalName, replayOf } from './verdicts.ts'

const refusal: Refusal = {
  id: 'r',
  at: '2026-11-21T12:00:00.000Z',
  code: 'IP_NOT_ALLOWED',
  ip: '203.0.113.7',
  userAgent: null,
  query: 'orders:read or orders:write',
  secret: null,
}
const expired: Refusal = { ...refusal, code: 'EXPIRED' }
const old: Refusal = {
  ...expired,
  secret: { generation: 1, mask: 'lw_TU7P…SunQ', endedAt: '2026-11-21T11:17:00.000Z' },
}
const failed = (one: Refusal) =>
  Object.entries(pastVerdicts(one)).flatMap(([check, verdict]) => (verdict === 'failed' ? [check] : []))

test('what came before the failed check passed, and what came after was never looked at', () => {
  expect(Object.values(pastVerdicts(refusal))).toEqual([
    ...['passed', 'passed', 'passed', 'passed', 'failed', 'not reached', 'not reached'],
  ])
})

test('every code that a key is refused with fails one check', () => {
  for (const code of verdictCodes.filter((one) => one !== 'VALID' && one !== 'NOT_FOUND')) {
    expect(Object.keys(pastVerdicts({ ...refusal, code }))).toEqual(verificationChecks)
    expect(failed({ ...refusal, code }), code).toHaveLength(1)
    expect(pastReason({ ...refusal, code }), code).not.toBe('')
  }
})

test('a code that no check gives is laid to no check', () => {
  expect(new Set(Object.values(pastVerdicts({ ...refusal, code: 'NOT_FOUND' })))).toEqual(
    new Set(['not reached']),
  )
})

test('an expired key is told from an ended secret by the secret that was refused', () => {
  expect([failed(expired), refusalName(expired), pastReason(expired)]).toEqual([
    ['expiry'],
    'Expired',
    'It had expired.',
  ])
  expect([failed(old), refusalName(old), pastReason(old)]).toEqual([
    ['secret'],
    'Old secret',
    'Its secret 1 (lw_TU7P…SunQ) had ended.',
  ])
})

test('a request with an ended secret is never said to be accepted now', () => {
  const check = (name: (typeof verificationChecks)[number], code: 'VALID' | 'EXPIRED' | 'DISABLED') => ({
    check: name,
    passed: code === 'VALID',
    code,
    detail: '',
  })
  const ended = [check('secret', 'EXPIRED'), check('enabled', 'VALID')]
  const again =
    'Presented its secret 1 (lw_TU7P…SunQ), which ended on 21 Nov 2026, 11:17:00 UTC. With that secret it is refused again'
  expect(outlook({ code: 'EXPIRED', checks: ended }, old)).toBe(`${again}; the client needs the new one.`)
  expect(
    outlook({ code: 'EXPIRED', checks: [check('secret', 'EXPIRED'), check('enabled', 'DISABLED')] }, old),
  ).toBe(`${again}, and with the newest it would be too: Disabled.`)
  expect(outlook({ code: 'VALID', checks: [] }, expired)).toBe(
    'The same request, with the newest secret, would be accepted now.',
  )
  expect(outlook({ code: 'DISABLED', checks: [] }, expired)).toBe(
    'The same request, with the newest secret, would be refused now: Disabled.',
  )
})

test('a replay asks what was asked, without what nobody could ask again', () => {
  expect(replayOf(refusal)).toEqual({ permissions: 'orders:read or orders:write', ip: '203.0.113.7' })
  expect(replayOf({ ...refusal, ip: '2001:db8::1', query: null })).toEqual({ ip: '2001:db8::1' })
  expect(replayOf({ ...old, query: null })).toEqual({ generation: 1, ip: '203.0.113.7' })
  expect(replayOf({ ...refusal, ip: 'unknown', query: 'orders:read or' })).toEqual({})
})
