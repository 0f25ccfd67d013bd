import { expect, test } from 'vitest'
import { accessBody, accessValues, projectsChosen } from './access-form.ts'

const some = { role: 'MEMBER', scope: 'some', projectIds: ['p1'] } as const

test('a limit is sent for who can be limited, and for nobody else', () => {
  expect(accessBody({ ...some, projectIds: ['p1'] })).toEqual({ role: 'MEMBER', projectIds: ['p1'] })
  expect(accessBody({ ...some, projectIds: ['p1'], scope: 'all' })).toEqual({
    role: 'MEMBER',
    projectIds: null,
  })
  expect(accessBody({ ...some, projectIds: ['p1'], role: 'ADMIN' })).toEqual({
    role: 'ADMIN',
    projectIds: null,
  })
})

test('a limit to nothing is refused where it would count', () => {
  expect(projectsChosen({ ...some, projectIds: [] })).toBe(false)
  expect(projectsChosen({ ...some, projectIds: [], scope: 'all' })).toBe(true)
  expect(projectsChosen({ ...some, projectIds: [], role: 'OWNER' })).toBe(true)
})

test('what somebody has goes into the form and comes out as it was', () => {
  for (const projects of [null, [{ id: 'p1' }, { id: 'p2' }]])
    expect(accessBody(accessValues({ role: 'VIEWER', projects }))).toEqual({
      role: 'VIEWER',
      projectIds: projects?.map(({ id }) => id) ?? null,
    })
})
