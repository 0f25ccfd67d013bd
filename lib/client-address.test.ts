import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

test('X-Forwarded-For means nothing from a socket that is no proxy of ours', () => {
  expect(clientAddress('203.0.113.7', '198.51.100.1', [])).toBe('203.0.113.7')
  expect(clientAddress('203.0.113.7', '198.51.100.1', ['10.0.0.0/8'])).toBe('203.0.113.7')
})

test('behind proxies of ours it is the last hop that is not ours, whatever the client wrote before it', () => {
  const proxies = ['10.0.0.0/8', '2001:db8::1']
  expect(clientAddress('10.0.0.1', '198.51.100.1', proxies)).toBe('198.51.100.1')
  expect(clientAddress('10.0.0.1', '127.0.0.1, 198.51.100.1, 10.9.9.9', proxies)).toBe('198.51.100.1')
  expect(clientAddress('2001:db8::1', '2001:db8::5', proxies)).toBe('2001:db8::5')
  expect(clientAddress('::ffff:10.0.0.1', '198.51.100.1', proxies)).toBe('198.51.100.1')
})

test('what is no address ends the search at the last one that was', () => {
  expect(clientAddress('10.0.0.1', 'unknown', ['10.0.0.0/8'])).toBe('10.0.0.1')
  expect(clientAddress('10.0.0.1', undefined, ['10.0.0.0/8'])).toBe('10.0.0.1')
  expect(clientAddress(undefined, '198.51.100.1', ['10.0.0.0/8'])).toBeNull()
  expect(clientAddress('::1', undefined, [])).toBe('::1')
})
