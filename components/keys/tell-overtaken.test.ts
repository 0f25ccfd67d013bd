import { beforeEach, expect, test } from 'vitest'
import { shownToasts, toast } from '#components/ui/toast-store.ts'
import { ApiProblem, type ClientProblemCode, networkProblem } from '#lib/client/problem.ts'
import { tellOvertaken } from './tell-overtaken.ts'

let closed = 0
const close = () => void closed++

beforeEach(() => {
  closed = 0
  for (const { id } of shownToasts()) toast.dismiss(id)
})

test('who was overtaken by somebody else is told so where it outlives the dialog', () => {
  for (const code of ['precondition_failed', 'conflict', 'not_found'] satisfies ClientProblemCode[])
    expect(tellOvertaken(new ApiProblem(code, `It was ${code}.`), 'Not extended', close)).toBe(true)
  expect(closed).toBe(3)
  expect(shownToasts().map(({ tone, title, description }) => [tone, title, description])).toEqual([
    ['danger', 'Not extended', 'It was precondition_failed.'],
    ['danger', 'Not extended', 'It was conflict.'],
    ['danger', 'Not extended', 'It was not_found.'],
  ])
})

test('any other failure stays in the dialog, to be tried again', () => {
  for (const error of [
    networkProblem(null),
    new ApiProblem('invalid', 'No.'),
    new ApiProblem('forbidden', 'No.'),
  ])
    expect(tellOvertaken(error, 'Not extended', close)).toBe(false)
  expect(closed).toBe(0)
  expect(shownToasts()).toEqual([])
})
