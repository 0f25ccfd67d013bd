import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import {
  addressHeader,
  clientAddress,
  forwardedAddress,
  forwardedAddressHeader,
  stampAddress,
} from './client-address.ts'

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

test('a gateway is believed of its client by the last hop, and of nobody before', () => {
  expect(forwardedAddress('198.51.100.1', [])).toBe('198.51.100.1')
  expect(forwardedAddress('203.0.113.66, 198.51.100.1', [])).toBe('198.51.100.1')
  expect(forwardedAddress('203.0.113.66, ::ffff:198.51.100.1', [])).toBe('198.51.100.1')
})

test('a gateway behind proxies of ours says whom they saw', () => {
  const proxies = ['10.0.0.0/8']
  expect(forwardedAddress('203.0.113.66, 198.51.100.1, 10.0.0.1, 10.0.0.2', proxies)).toBe('198.51.100.1')
  expect(forwardedAddress('10.0.0.1', proxies)).toBe('10.0.0.1')
})

test('a gateway that names no address has seen nobody we know', () => {
  for (const header of [
    undefined,
    '',
    ' ',
    'unknown',
    '203.0.113.66, unknown',
    '203.0.113.66, 10.0.0.300, 10.0.0.2',
  ])
    expect(forwardedAddress(header, ['10.0.0.0/8']), header).toBeNull()
})

test('what a client sends in our own headers is overwritten, or taken out', () => {
  const stamped = (headers: Record<string, string>) => {
    const request = { headers: { ...headers }, socket: { remoteAddress: '192.0.2.1' } }
    stampAddress(request as unknown as IncomingMessage)
    return request.headers
  }
  const forged = { [addressHeader]: '203.0.113.66', [forwardedAddressHeader]: '203.0.113.66' }
  expect(stamped(forged)).toEqual({ [addressHeader]: '192.0.2.1' })
  expect(stamped({ ...forged, 'x-forwarded-for': '198.51.100.1' })).toMatchObject({
    [addressHeader]: '192.0.2.1',
    [forwardedAddressHeader]: '198.51.100.1',
  })
})
