import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forgetEnv } from '#lib/env.ts'
import { compatMount, enterMount, mountNamed } from '#lib/server/compat.ts'

const ours = 'keys.example.com'
const theirs = 'api.vendor.example'

beforeAll(() => {
  process.env.COMPAT_HOSTS = `${theirs}=vertesia-live,backend.example=freesewing`
  forgetEnv()
})
afterAll(() => {
  delete process.env.COMPAT_HOSTS
  forgetEnv()
})

/** Where a request goes: the mount that it is for, and the address that its routes get. */
function entered(host: string | undefined, url: string) {
  const request = { url, headers: host === undefined ? {} : { host } }
  const mount = enterMount(request)
  return { mount, url: request.url }
}

describe('the Host header decides whose origin it is', () => {
  test.each([theirs, `${theirs}:8443`, `${theirs}.`, `${theirs}.:443`, 'API.Vendor.Example', `${theirs}:`])(
    '%s is the vendor’s',
    (host) => {
      expect(compatMount(host)).toBe('vertesia-live')
    },
  )

  test.each([
    ours,
    `${theirs}.evil.example`,
    `evil.${theirs}`,
    `${theirs}:x`,
    `${theirs}..`,
    `${theirs}/`,
    ` ${theirs} `,
    `x@${theirs}`,
    '',
    '__proto__',
    'toString',
    undefined,
  ])('%s is the portal’s', (host) => {
    expect(compatMount(host)).toBeNull()
  })

  test('and nothing else does: no forwarded host, and no host in the address', () => {
    const forwarded = { host: ours, 'x-forwarded-host': theirs, forwarded: `host=${theirs}` }
    expect(enterMount({ url: '/apikeys', headers: forwarded })).toBeNull()
    expect(entered(ours, `http://${theirs}/apikeys`)).toEqual({
      mount: null,
      url: `http://${theirs}/apikeys`,
    })
  })
})

describe('at the host of a vendor', () => {
  const root = '/api/compat/vertesia-live'

  test.each([
    ['/', root],
    ['/api/v1/apikeys', `${root}/api/v1/apikeys`],
    ['/api/v1/apikeys/?level=project', `${root}/api/v1/apikeys?level=project`],
    ['/api/v1/apikeys///', `${root}/api/v1/apikeys`],
    ['/api/v1//apikeys?a=//b', `${root}/api/v1/apikeys?a=//b`],
    ['/token/issue', `${root}/token/issue`],
    ['/sign-in', `${root}/sign-in`],
    ['/metrics', `${root}/metrics`],
    ['/api/v1/keys/verify', `${root}/api/v1/keys/verify`],
    ['/_next/static/x.js', `${root}/_next/static/x.js`],
    ['/api/compat/dadosfera/api-key', `${root}/api/compat/dadosfera/api-key`],
    ['/..', root],
    ['/../../../etc', `${root}/etc`],
    ['/../../v1/keys', `${root}/v1/keys`],
    ['/%2e%2e/%2E%2E/v1/keys', `${root}/v1/keys`],
    ['/.%2e/dadosfera/api-key', `${root}/dadosfera/api-key`],
    ['/a/../../b', `${root}/b`],
    ['/..%2f..%2fv1', `${root}/..%2f..%2fv1`],
    ['/a%2Fb', `${root}/a%2Fb`],
    ['/?x=1', `${root}?x=1`],
    ['/a?next=/../b', `${root}/a?next=/../b`],
  ])('%s is %s', (url, address) => {
    expect(entered(theirs, url)).toEqual({ mount: 'vertesia-live', url: address })
  })

  test.each(['//evil.example/apikeys', '*', '', 'http://evil.example/', 'evil.example:443'])(
    'even %j, which is left as it came, is for the vendor to refuse',
    (url) => {
      expect(entered(theirs, url)).toEqual({ mount: 'vertesia-live', url })
      expect(mountNamed({ url, headers: { host: theirs } })).toBe('vertesia-live')
    },
  )
})

describe('at the portal’s own host', () => {
  test.each([
    ['/api/compat/dadosfera/api-key', 'dadosfera', '/api/compat/dadosfera/api-key'],
    ['/api/compat/dadosfera/api-key/', 'dadosfera', '/api/compat/dadosfera/api-key'],
    ['/api/compat/dadosfera//api-key', 'dadosfera', '/api/compat/dadosfera/api-key'],
    ['/api/compat/freesewing', 'freesewing', '/api/compat/freesewing'],
    ['/api/compat/freesewing/', 'freesewing', '/api/compat/freesewing'],
    ['/api/compat/freesewing?', 'freesewing', '/api/compat/freesewing'],
    [
      '/api/compat/freesewing-live/apikeys/jwt?a=%20',
      'freesewing-live',
      '/api/compat/freesewing-live/apikeys/jwt?a=%20',
    ],
    ['/api/compat/vertesia/x/../api', 'vertesia', '/api/compat/vertesia/api'],
    ['/api/v1/../compat/vertesia/api', 'vertesia', '/api/compat/vertesia/api'],
    ['/api/compat/vertesia/%2e%2e/dadosfera/api-key', 'dadosfera', '/api/compat/dadosfera/api-key'],
  ])('%s is at %s', (url, mount, address) => {
    expect(entered(ours, url)).toEqual({ mount, url: address })
    expect(entered(undefined, url)).toEqual({ mount, url: address })
  })

  test.each([
    '/',
    '/keys/',
    '/api/v1/keys',
    '/api/v1//keys/',
    '/api/compat',
    '/api/compat/',
    '/api/compat/stripe/v1',
    '/api/compat/vertesia-livex/api/v1/apikeys',
    '/api/compat/vertesia/..',
    '/api/compat/vertesia/../../v1/keys',
    '/api/compat/vertesia/%2e%2e/%2e%2e/v1/keys',
    '//api/compat/vertesia',
    'http://evil.example/api/compat/vertesia',
    '*',
    '',
  ])('%j is the portal’s, and stays as it came', (url) => {
    expect(entered(ours, url)).toEqual({ mount: null, url })
  })
})

test('a request that is refused before it is read is known by where it was going', () => {
  const at = (url: string, host: string) => mountNamed({ url, headers: { host } })
  expect(at('/api/compat/trackgenesis/%zz', ours)).toBe('trackgenesis')
  expect(at('/api/compat/trackgenesis/\\', ours)).toBe('trackgenesis')
  expect(at('/%zz', ours)).toBeNull()
  expect(at('/%zz', 'backend.example')).toBe('freesewing')
  expect(at('/api/compat/trackgenesis/%zz', 'backend.example')).toBe('freesewing')
})

test('without a table every host is the portal’s', () => {
  const table = process.env.COMPAT_HOSTS
  process.env.COMPAT_HOSTS = ''
  forgetEnv()
  try {
    expect(compatMount(theirs)).toBeNull()
    expect(entered(theirs, '/apikeys')).toEqual({ mount: null, url: '/apikeys' })
  } finally {
    process.env.COMPAT_HOSTS = table
    forgetEnv()
  }
})
