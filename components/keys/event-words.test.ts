import { expect, test } from 'vitest'
import { eventDetails, eventWords } from './event-words.ts'

test('a change tells what was and what is', () => {
  expect(
    eventDetails({
      name: { from: 'A', to: 'B' },
      expiresAt: { from: null, to: '2027-01-31T12:00:00.000Z' },
      permissions: { from: [], to: ['data:read', 'data:write'] },
      enabled: { from: true, to: false },
      rateLimits: { from: [], to: [{ name: 'burst', limit: 600, window: 1 }] },
      metadata: { from: {}, to: { plan: 'pro', seats: 5 } },
      owner: { from: { id: 'u-1', name: 'Ada' }, to: { id: 'u-2', name: 'Ilse' } },
    }),
  ).toEqual([
    { field: 'Name', before: 'A', after: 'B' },
    { field: 'Expiry', before: 'never', after: '31 Jan 2027, 12:00:00 UTC' },
    { field: 'Permissions', before: 'none', after: 'data:read, data:write' },
    { field: 'State', before: 'enabled', after: 'disabled' },
    { field: 'Limits', before: 'none', after: 'burst 600 / 1 s' },
    { field: 'Metadata', before: 'none', after: 'plan=pro, seats=5' },
    { field: 'Owner', before: 'Ada', after: 'Ilse' },
  ])
})

test('a new key tells what was set, and not what was left empty', () => {
  expect(eventDetails({ mask: 'lw_A…b', role: null, level: 0, ipAllowlist: [], expiresAt: null })).toEqual([
    { field: 'Secret', before: null, after: 'lw_A…b' },
    { field: 'Level', before: null, after: '0' },
    { field: 'Expiry', before: null, after: 'never' },
  ])
})

test('a rotation tells its grace', () => {
  expect(eventDetails({ generation: { from: 1, to: 2 }, graceSeconds: 3600 })).toEqual([
    { field: 'Secret', before: 'number 1', after: 'number 2' },
    { field: 'Grace', before: null, after: '1 h' },
  ])
})

test('what is not known is shown by its name, and fields of no interest not at all', () => {
  expect(eventWords('key.frobnicate')).toBe('key.frobnicate')
  expect(eventDetails({ revokedAt: { from: null, to: 'x' } })).toEqual([])
})

test('of a one-time link it tells for whom it was and until when', () => {
  expect(eventWords('key.handover')).toBe('made a one-time link to the secret')
  expect(eventWords('key.handover_open')).toBe('opened the one-time link and was shown the secret')
  expect(eventWords('key.handover_withdraw')).toBe('withdrew a one-time link')
  expect(eventWords('key.reveal')).toBe('fetched the secret')
  expect(eventDetails({ handover: 'h-1', for: 'Contoso', linkEnds: '2027-01-31T12:00:00.000Z' })).toEqual([
    { field: 'For', before: null, after: 'Contoso' },
    { field: 'Link ends', before: null, after: '31 Jan 2027, 12:00:00 UTC' },
  ])
  expect(eventDetails({ handover: 'h-1', for: '' })).toEqual([])
})

test('of an access token it tells which one, for what and until when', () => {
  expect(eventWords('key.token')).toBe('got an access token of the key')
  expect(eventWords('token.revoke')).toBe('revoked an access token of the key')
  const detail = {
    jti: 't-1',
    scope: ['data:read'],
    audience: ['https://a'],
    expiresAt: '2027-01-31T12:00:00.000Z',
  }
  expect(eventDetails(detail)).toEqual([
    { field: 'Token', before: null, after: 't-1' },
    { field: 'Scope', before: null, after: 'data:read' },
    { field: 'Audience', before: null, after: 'https://a' },
    { field: 'Expiry', before: null, after: '31 Jan 2027, 12:00:00 UTC' },
  ])
})
