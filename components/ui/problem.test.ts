import { expect, test } from 'vitest'
import { ApiProblem, networkProblem } from '#lib/client/problem.ts'
import { mayHelpToRetry, problemOf } from './problem.ts'

test('another try is offered for whatever may pass, and not for what somebody may not do', () => {
  expect(mayHelpToRetry(problemOf(new ApiProblem('forbidden', 'You may not.', { status: 403 })))).toBe(false)
  expect(mayHelpToRetry(problemOf(new ApiProblem('unavailable', 'Away.', { status: 503 })))).toBe(true)
  expect(mayHelpToRetry(problemOf(networkProblem(null)))).toBe(true)
  expect(mayHelpToRetry(problemOf(new Error('a fault of the page')))).toBe(true)
})
