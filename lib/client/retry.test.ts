import { describe, expect, test } from 'vitest'
import { createKey, rotateKey, updateKey } from '#lib/contracts/keys.ts'
import { ApiProblem, networkProblem } from './problem.ts'
import { signInAddress } from './query-client.ts'
import { retriesChange, retriesRead, retryDelay, submission } from './retry.ts'

const away = new ApiProblem('unavailable', 'Away', { status: 503, retryAfter: 4 })
const lost = networkProblem(new TypeError('fetch failed'))
const refused = new ApiProblem('forbidden', 'No', { status: 403 })

describe('what is tried again', () => {
  test('a read, twice, where the network or a 503 stood in the way', () => {
    expect(retriesRead(0, lost)).toBe(true)
    expect(retriesRead(1, away)).toBe(true)
    expect(retriesRead(2, lost)).toBe(false)
    expect(retriesRead(0, refused)).toBe(false)
    expect(retriesRead(0, new Error('a fault of ours'))).toBe(false)
  })

  test('a change only where a second arrival does no harm', () => {
    expect(retriesChange(createKey)(0, lost)).toBe(true)
    expect(retriesChange(rotateKey)(0, lost)).toBe(true)
    expect(retriesChange(updateKey)(0, lost)).toBe(false)
    expect(retriesChange(createKey)(0, refused)).toBe(false)
  })

  test('after what the server asked for, at most half a minute', () => {
    expect(retryDelay(0, away)).toBe(4000)
    expect(retryDelay(0, new ApiProblem('unavailable', '', { retryAfter: 900 }))).toBe(30_000)
    expect(retryDelay(1, lost)).toBe(1000)
  })
})

describe('a submission keeps its idempotency key', () => {
  const minting = () => {
    let count = 0
    return submission(() => `key-${++count}`)
  }

  test('over retries, and over a second press while its fate is unknown', () => {
    const sent = minting()
    expect(sent.keyFor({ name: 'A' })).toBe('key-1')
    expect(sent.keyFor({ name: 'A' })).toBe('key-1')
    sent.settled(lost)
    expect(sent.keyFor({ name: 'A' })).toBe('key-1')
  })

  test('but not once it was answered, or where the input is another', () => {
    const sent = minting()
    sent.keyFor({ name: 'A' })
    expect(sent.keyFor({ name: 'B' })).toBe('key-2')
    sent.settled(refused)
    expect(sent.keyFor({ name: 'B' })).toBe('key-3')
    sent.settled(null)
    expect(sent.keyFor({ name: 'B' })).toBe('key-4')
  })
})

test('who is led to sign-in comes back to where they were, and is told where a session has ended meanwhile', () => {
  const from = { pathname: '/keys', search: '?status=active&q=a' }
  const address = '/sign-in?callbackUrl=%2Fkeys%3Fstatus%3Dactive%26q%3Da'
  expect(signInAddress(from, false)).toBe(address)
  expect(signInAddress(from, true)).toBe(`${address}&error=SessionEnded`)
})
