import { expect, test } from 'vitest'
import { CoreError } from '#lib/core/errors.ts'
import { failureOf } from '#lib/http/problem.ts'
import { documentedHeader } from '#lib/http/vendor-surface.ts'
import { vendor } from './errors.ts'

const refusal = (error: unknown, params = {}) => vendor.refusal(failureOf(error, 'request'), params)

test('a fault of ours has the words of the page, and is an alarm', () => {
  const { status, body, headers } = refusal(new Error('the insides'))
  expect(status).toBe(500)
  expect(body).toEqual({
    statusCode: 500,
    message: 'An unknown error occurred. If the error persists, please contact support',
    error: 'Oops... Unable to perform your action',
    code: 'UNKNOWN',
    details: expect.not.stringContaining('insides'),
  })
  expect(headers?.[documentedHeader]).toBeUndefined()
})

test.each([
  ['conflict', 400, 'VALIDATION_ERROR'],
  ['precondition_failed', 400, 'VALIDATION_ERROR'],
  ['limit_exceeded', 400, 'VALIDATION_ERROR'],
  ['idempotency_mismatch', 400, 'VALIDATION_ERROR'],
  ['gone', 404, 'NOT_FOUND'],
  ['rate_limited', 429, 'TOO_MANY_REQUESTS'],
  ['unavailable', 503, 'SERVICE_UNAVAILABLE'],
] as const)('%s is %i %s', (code, status, word) => {
  const { status: answered, body } = refusal(new CoreError(code, 'Because.'))
  expect(answered).toBe(status)
  expect(body).toMatchObject({ statusCode: status, code: word, details: 'Because.' })
})

test('what is said back of an id is short and well-formed', () => {
  const { body } = refusal(new CoreError('not_found', 'No.'), { keyId: `${'x'.repeat(199)}\u{1f511}` })
  const { message } = body as { message: string }
  expect(message.isWellFormed()).toBe(true)
  expect(message.length).toBeLessThan(250)
})
