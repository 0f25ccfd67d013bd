import { expect, test } from 'vitest'
import { CoreError } from '#lib/core/errors.ts'
import { failureOf } from '#lib/http/problem.ts'
import { vendor } from './errors.ts'

const refusal = (error: unknown) => vendor.refusal(failureOf(error, 'request'), {})

test('a fault of ours says no more than that it is one', () => {
  expect(refusal(new Error('the insides'))).toEqual({
    status: 500,
    body: { message: 'Internal Server Error', status: 'error' },
  })
})

test.each([
  ['conflict', 400],
  ['precondition_failed', 400],
  ['limit_exceeded', 400],
  ['idempotency_mismatch', 400],
  ['forbidden', 403],
  ['rate_limited', 429],
  ['unavailable', 503],
] as const)('%s is %i, with the sentence of core', (code, status) => {
  expect(refusal(new CoreError(code, 'Because.'))).toEqual({
    status,
    body: { message: 'Because.', status: 'error' },
  })
})

test.each(['not_found', 'gone'] as const)('%s is 404, in the words of the page', (code) => {
  expect(refusal(new CoreError(code, 'Because.'))).toEqual({
    status: 404,
    body: { message: 'The requested resource could not be found.', status: 'error' },
  })
})
