import { expect, test } from 'vitest'
import { loggedPath } from './logged-path.ts'
import { dropNextHeaders } from './next-headers.ts'

test('what only Next may say is taken off requests for the contract, and left on those for pages', () => {
  const said = {
    rsc: '1',
    'next-action': 'x',
    'x-middleware-subrequest': 'm',
    accept: '*/*',
    'x-request-id': 'r',
  }
  const toContract = { ...said }
  dropNextHeaders('/api/v1/keys?q=1', toContract)
  expect(toContract).toEqual({ accept: '*/*', 'x-request-id': 'r' })
  const toPage = { ...said }
  dropNextHeaders('/keys', toPage)
  expect(toPage).toEqual(said)
})

test('a logged address holds no query, and nothing that is long enough to be a secret', () => {
  expect(loggedPath('/api/v1/keys/0198c0de-0000-7000-8000-000000000000/rotate?reason=x')).toBe(
    '/api/v1/keys/0198c0de-0000-7000-8000-000000000000/rotate',
  )
  expect(loggedPath(`/api/v1/keys/lw_${'x'.repeat(49)}/events`)).toBe('/api/v1/keys/[long]/events')
  expect(loggedPath('')).toBe('')
})
