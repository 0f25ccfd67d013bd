import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical } from './canonical.ts'
import { type ChainedEvent, chainHash } from './chain.ts'

test('equal values have the same canonical text, in whatever order their keys were written', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonical(shuffled(value))).toBe(canonical(value))
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('a changed field, or another hash before, changes the hash of an event', () => {
  const event: ChainedEvent = {
    organizationId: 'o',
    seq: '7',
    id: 'e',
    at: '2026-11-21T00:00:00.000Z',
    actor: { type: 'user', id: 'u', name: 'Ada' },
    action: 'key.create',
    target: { type: 'key', id: 'k', name: 'Checkout' },
    projectId: 'p',
    detail: { name: 'Checkout' },
    ip: '203.0.113.7',
    userAgent: null,
    requestId: 'r',
  }
  const before = new Uint8Array(32)
  const hash = Buffer.from(chainHash(before, event)).toString('hex')
  const others = [
    chainHash(new Uint8Array(32).fill(1), event),
    ...Object.keys(event).map((field) => chainHash(before, { ...event, [field]: 'altered' })),
  ].map((other) => Buffer.from(other).toString('hex'))
  expect(others).not.toContain(hash)
  expect(new Set(others).size).toBe(others.length)
})

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  )
}
