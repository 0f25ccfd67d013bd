import { describe, expect, test } from 'vitest'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { createKeyBody, updateKeyBody } from '#lib/contracts/keys.ts'
import {
  createBody,
  expiryProblem,
  keyFieldFor,
  keyForm,
  keyValues,
  newKeyValues,
  sectionValidity,
  updateBody,
} from './key-form.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const projectId = '0193b0f4-1111-7000-8000-000000000001'
const project = { id: projectId, defaultLifetime: 90 * 86_400 }
const key = {
  name: 'Checkout',
  description: '',
  projectId,
  owner: { type: 'user', id: projectId, name: 'Ada' },
  permissions: ['charges:read'],
  role: null,
  level: 3,
  ipAllowlist: ['203.0.113.0/24'],
  rateLimits: [{ name: 'burst', limit: 10, window: 1 }],
  expiresAt: null,
  metadata: { seats: 5, code: '007', on: true, tier: '3' },
} as unknown as ApiKey

describe('a new key', () => {
  test('begins with no permission and the lifetime of its project', () => {
    expect(newKeyValues(project)).toMatchObject({ permissions: [], expiry: { kind: 'days', days: 90 } })
    expect(newKeyValues({ ...project, defaultLifetime: null }).expiry).toEqual({ kind: 'never' })
  })

  test('is sent as the contract takes it', () => {
    const values = keyForm.parse({
      ...newKeyValues(project),
      name: '  Checkout ',
      level: '0',
      permissions: ['charges:read'],
      metadata: [{ key: 'seats', value: '5' }],
    })
    const body = createBody(values)
    expect(body).toMatchObject({ name: 'Checkout', level: 0, expiresIn: 7_776_000, metadata: { seats: 5 } })
    expect(createKeyBody.safeParse(body).success).toBe(true)
  })

  test('says what is wrong at the field that is wrong', () => {
    const wrong = keyForm.safeParse({
      ...newKeyValues(project),
      ipAllowlist: ['nowhere'],
      rateLimits: [{ name: 'Burst!', limit: 0, window: 1 }],
      metadata: [
        { key: 'a b', value: '' },
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
      expiry: { kind: 'date', date: '2020-01-01' },
    })
    const paths = wrong.error?.issues.map((issue) => issue.path.join('.')) ?? []
    for (const path of [
      'name',
      'ipAllowlist.0',
      'rateLimits.0.name',
      'rateLimits.0.limit',
      'metadata.0.key',
      'metadata.2.key',
      'expiry',
    ])
      expect(paths).toContain(path)
    expect(paths).not.toContain('metadata.1.key')
    const named = wrong.error?.issues.find((issue) => issue.path.join('.') === 'metadata.0.key')
    expect(named?.message).toBe('Letters, digits, . _ and -, at most 64')
  })
})

describe('an edit', () => {
  const before = keyValues(key)

  test('that changes nothing sends nothing, whatever the types of its metadata', () => {
    expect(updateBody(keyForm.parse(before), before, now)).toEqual({})
  })

  test('sends only what changed', () => {
    const body = updateBody(
      keyForm.parse({
        ...before,
        level: '',
        expiry: { kind: 'days', days: 7 },
        metadata: before.metadata.slice(1),
      }),
      before,
      now,
    )
    expect(body).toEqual({
      level: null,
      expiresAt: '2026-11-28T12:00:00.000Z',
      metadata: { code: '007', on: true, tier: '3' },
    })
    expect(updateKeyBody.safeParse(body).success).toBe(true)
  })
})

test('a refusal lands on the field it is about', () => {
  expect(keyFieldFor('expiresIn')).toBe('expiry')
  expect(keyFieldFor('ipAllowlist.3')).toBe('ipAllowlist')
  expect(keyFieldFor('permissions.0')).toBe('permissions')
})

test('a day that is over, too far or none is refused before it is sent', () => {
  expect(expiryProblem({ kind: 'date', date: '2026-11-19' }, now)).toBe('Choose a day that is not over')
  expect(expiryProblem({ kind: 'date', date: '2046-01-01' }, now)).toBe('At most ten years ahead')
  expect(expiryProblem({ kind: 'date', date: '' }, now)).toBe('Choose a day')
  expect(expiryProblem({ kind: 'date', date: '2026-12-01' }, now)).toBeNull()
})

test('each section says how it stands', () => {
  const fresh = newKeyValues(project)
  expect(sectionValidity(fresh, [])).toEqual({
    general: 'neutral',
    access: 'neutral',
    limits: 'valid',
    expiry: 'valid',
    metadata: 'valid',
  })
  expect(sectionValidity({ ...fresh, name: 'A', level: '0' }, ['ipAllowlist'])).toMatchObject({
    general: 'valid',
    access: 'valid',
    limits: 'invalid',
  })
  expect(sectionValidity({ ...fresh, expiry: { kind: 'date', date: '' } }, []).expiry).toBe('neutral')
})
