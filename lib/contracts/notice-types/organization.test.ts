import { expect, test } from 'vitest'
import { organizationNotices } from './organization.ts'

const id = '018f0000-0000-7000-8000-0000000000ab'
const actor = { type: 'system' as const, id: null, name: 'Webhooks' }

test('a webhook that was disabled is named by host and path, as one host may have several', () => {
  const { from, data, words } = organizationNotices['webhook.disabled']
  const target = { id, name: 'hooks.example.com:8443/team/a' }
  const told = data.parse({ actor, ...from?.({ target, detail: { reason: 'gone', failingSince: null } }) })
  expect(told.webhook).toEqual({
    id,
    host: 'hooks.example.com:8443',
    address: 'hooks.example.com:8443/team/a',
  })
  expect(words(told)).toBe(
    'The webhook to hooks.example.com:8443/team/a was disabled: its receiver says that it is gone.',
  )
})

test('a notice from before paths were told still reads', () => {
  const { data, words } = organizationNotices['webhook.disabled']
  const told = data.parse({ actor, webhook: { id, host: 'hooks.example.com' }, reason: 'failing' })
  expect(words(told)).toMatch(/^The webhook to hooks\.example\.com was disabled: /)
})
