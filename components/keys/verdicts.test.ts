import { expect, test } from 'vitest'
import { verificationChecks } from '#lib/contracts/oversight.ts'
import { verdictCodes } from '#lib/contracts/verification.ts'
import { pastVerdicts, type Refusal, replayOf } from './verdicts.ts'

const refusal: Refusal = {
  id: 'r',
  at: '2026-11-21T12:00:00.000Z',
  code: 'IP_NOT_ALLOWED',
  ip: '203.0.113.7',
  userAgent: null,
  query: 'orders:read or orders:write',
}

test('what came before the failed check passed, and what came after was never looked at', () => {
  expect(Object.values(pastVerdicts(refusal, { expiresAt: null }))).toEqual([
    ...['passed', 'passed', 'passed', 'passed', 'failed', 'not reached', 'not reached'],
  ])
})

test('every code that a key is refused with fails one check', () => {
  for (const code of verdictCodes.filter((one) => one !== 'VALID' && one !== 'NOT_FOUND')) {
    const verdicts = pastVerdicts({ ...refusal, code }, { expiresAt: null })
    expect(Object.keys(verdicts)).toEqual(verificationChecks)
    expect(
      Object.values(verdicts).filter((one) => one === 'failed'),
      code,
    ).toHaveLength(1)
  }
})

test('an expired key is told from an ended secret by the key’s own end', () => {
  const expired = { ...refusal, code: 'EXPIRED' as const }
  const failed = (expiresAt: string | null) =>
    Object.entries(pastVerdicts(expired, { expiresAt })).find(([, one]) => one === 'failed')?.[0]
  expect(failed('2026-11-21T11:59:59.000Z')).toBe('expiry')
  expect(failed('2026-11-21T12:00:01.000Z')).toBe('secret')
  expect(failed(null)).toBe('secret')
})

test('a replay asks what was asked, without what nobody could ask again', () => {
  expect(replayOf(refusal)).toEqual({ permissions: 'orders:read or orders:write', ip: '203.0.113.7' })
  expect(replayOf({ ...refusal, ip: '2001:db8::1', query: null })).toEqual({ ip: '2001:db8::1' })
  expect(replayOf({ ...refusal, ip: 'unknown', query: 'orders:read or' })).toEqual({})
})
