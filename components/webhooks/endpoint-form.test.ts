import { expect, test } from 'vitest'
import type { Webhook } from '#lib/contracts/webhooks.ts'
import { changedBody, endpointBody, endpointForm, endpointValues, newEndpoint } from './endpoint-form.ts'

const endpoint: Webhook = {
  id: '0193b0fc-2d4e-7f31-8b67-5a9c0e1d3f24',
  projectId: null,
  url: 'https://hooks.example.com/',
  description: 'Mine',
  types: ['key.revoked', 'key.created'],
  enabled: true,
  state: 'idle',
  failingSince: null,
  disabledReason: null,
  oldSecretUntil: null,
  recent: [],
  version: 1,
  createdAt: '2026-11-21T09:30:00.000Z',
  updatedAt: '2026-11-21T09:30:00.000Z',
}
const values = (more: object = {}) =>
  endpointForm.parse({ ...newEndpoint, url: 'https://hooks.example.com/', ...more })

test('everything is no list of types, whatever was ticked before', () => {
  expect(endpointBody(values({ types: ['key.created'] })).types).toEqual([])
  expect(endpointBody(values({ told: 'chosen', types: ['key.created'] })).types).toEqual(['key.created'])
})

test('who chooses among events must choose one', () => {
  const parsed = endpointForm.safeParse({ ...newEndpoint, url: 'https://x.example', told: 'chosen' })
  expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['types']])
})

test('an endpoint that was not changed in the form changes nothing', () => {
  expect(changedBody(endpointForm.parse(endpointValues(endpoint)), endpoint)).toEqual({})
})

test('only what was changed is sent', () => {
  const changed = endpointForm.parse({ ...endpointValues(endpoint), told: 'everything', description: '' })
  expect(changedBody(changed, endpoint)).toEqual({ types: [], description: '' })
  const projectId = '0193b0fc-2d4e-7f31-8b67-5a9c0e1d3f25'
  expect(changedBody(endpointForm.parse({ ...endpointValues(endpoint), projectId }), endpoint)).toEqual({
    projectId,
  })
})
