import { afterEach, describe, expect, test } from 'vitest'
import { forgetEnv } from '#lib/env.ts'
import { CoreError } from '../errors.ts'
import { endpointName, targetUrl, withoutQuery } from './target.ts'

function allow(ranges: string | undefined): void {
  if (ranges === undefined) delete process.env.WEBHOOK_ALLOW_INTERNAL
  else process.env.WEBHOOK_ALLOW_INTERNAL = ranges
  forgetEnv()
}
afterEach(() => allow(undefined))

/** What is said of the field; null where the address is taken. */
function complaint(text: string): string | null {
  try {
    targetUrl(text)
    return null
  } catch (error) {
    if (!(error instanceof CoreError) || error.code !== 'invalid') throw error
    expect(error.fields).toHaveLength(1)
    expect(error.fields[0]?.path).toBe('url')
    return error.fields[0]?.message ?? null
  }
}

test('a public https address is taken as the URL standard writes it', () => {
  expect(targetUrl('https://Example.com')).toBe('https://example.com/')
  expect(targetUrl('HTTPS://example.com:443/hooks?a=1#part')).toBe('https://example.com/hooks?a=1')
  expect(targetUrl('https://example.com:8443/hooks')).toBe('https://example.com:8443/hooks')
  expect(targetUrl('https://bücher.example/ä')).toBe('https://xn--bcher-kva.example/%C3%A4')
  expect(targetUrl('https://[2606:4700::6810:84e5]/x')).toBe('https://[2606:4700::6810:84e5]/x')
})

describe('refused, each with what is wrong', () => {
  test.each([
    ['http://example.com/', /https/],
    ['ftp://example.com/', /https/],
    ['javascript:alert(1)', /https/],
    ['file:///etc/passwd', /https/],
    ['example.com', /Not an address/],
    ['https://', /Not an address/],
    ['', /Not an address/],
    ['https://user@example.com/', /password/],
    ['https://user:word@example.com/', /password/],
    ['https://:word@example.com/', /password/],
    ['https://localhost/', /“localhost” is a name within/],
    ['https://LOCALHOST:3000/', /within/],
    ['https://localhost./', /within/],
    ['https://app.localhost/', /within/],
    ['https://postgres/', /within/],
    ['https://db.internal/', /within/],
    ['https://metadata.google.internal/', /within/],
    ['https://printer.local/', /within/],
    ['https://router.home.arpa/', /within/],
    ['https://127.0.0.1/', /within/],
    ['https://127.1/', /within/],
    ['https://0x7f.1/', /within/],
    ['https://2130706433/', /within/],
    ['https://0/', /within/],
    ['https://[::1]/', /within/],
    ['https://[::ffff:127.0.0.1]/', /within/],
    ['https://[::ffff:7f00:1]/', /within/],
    ['https://[64:ff9b::7f00:1]/', /within/],
    ['https://[2002:7f00:1::]/', /within/],
    ['https://169.254.169.254/latest/meta-data', /within/],
    ['https://10.0.0.1/', /within/],
    ['https://100.100.100.200/', /within/],
  ])('%s', (text, said) => {
    expect(complaint(text)).toMatch(said)
  })
})

test('Latchwork’s own address is refused', () => {
  process.env.LATCHWORK_URL = 'https://keys.example.com'
  forgetEnv()
  try {
    expect(complaint('https://keys.example.com:8443/x')).toMatch(/own address/)
    expect(complaint('https://hooks.example.com/x')).toBeNull()
  } finally {
    delete process.env.LATCHWORK_URL
    forgetEnv()
  }
})

test('where the operator allows ranges within, these are taken, also over http, and no others', () => {
  allow('10.20.0.0/16,127.0.0.1')
  for (const text of [
    'http://127.0.0.1:9000/',
    'http://10.20.1.2/',
    'https://10.20.1.2/',
    'http://receiver/',
  ])
    expect(complaint(text)).toBeNull()
  for (const text of ['http://10.21.0.1/', 'https://[::1]/', 'http://169.254.169.254/'])
    expect(complaint(text)).toMatch(/within/)
  expect(complaint('http://a:b@10.20.1.2/')).toMatch(/password/)
})

test('what logs are told of an address has no query', () => {
  expect(withoutQuery('https://example.com/a/b?token=abc')).toBe('https://example.com/a/b?…')
  expect(withoutQuery('https://example.com/a/b')).toBe('https://example.com/a/b')
})

test('an endpoint is named by host and path, within what a name may have, and never by its query', () => {
  expect(endpointName('https://example.com/a/b?token=abc')).toBe('example.com/a/b')
  expect(endpointName('http://127.0.0.1:9931/a')).toBe('127.0.0.1:9931/a')
  expect(endpointName('https://example.com/?token=abc')).toBe('example.com')
  const long = endpointName(`https://example.com/${'a'.repeat(1900)}?token=abc`)
  expect(long).toMatch(/^example\.com\/a+…$/)
  expect(long).toHaveLength(250)
})
