import { describe, expect, test } from 'vitest'
import { hostName, isMount, mountOf, mounts, parseCompatHosts } from './mounts.ts'

describe('a path belongs to the mount that is its third part', () => {
  test.each(mounts)('%s, with whatever stands behind it', (mount) => {
    for (const behind of ['', '/', '/api-key', '?level=project', '/apikeys?level=project', '//'])
      expect(mountOf(`/api/compat/${mount}${behind}`), behind).toBe(mount)
  })

  test.each([
    '/',
    '/api/compat',
    '/api/compat/',
    '/api/compat//vertesia',
    '/api/compat/vertesi',
    '/api/compat/vertesia-livex/api/v1/apikeys',
    '/api/compat/vertesia-live-er',
    '/api/compat/vertesia%2f/x',
    '/api/compat/%76ertesia',
    '/api/compat/Vertesia',
    '/api/compat/__proto__',
    '/api/compat/constructor',
    '/api/compatvertesia',
    '/api/v1/compat/vertesia',
    '/vertesia',
    'api/compat/vertesia',
    '',
  ])('%j is below none', (path) => {
    expect(mountOf(path)).toBeNull()
  })
})

test('the names of mounts are those of the list, as they are written there', () => {
  for (const mount of mounts) expect(isMount(mount)).toBe(true)
  for (const name of ['', 'vertesia ', 'VERTESIA', 'freesewing-documented', 'toString', '__proto__'])
    expect(isMount(name), name).toBe(false)
})

describe('a table of hosts', () => {
  const read = (text: string) => {
    const table = parseCompatHosts(text)
    return table && Object.fromEntries(table)
  }

  test('names the mount of each, in lower case, whatever space is around', () => {
    expect(read('api.vendor.example=vertesia-live,backend.example=freesewing')).toEqual({
      'api.vendor.example': 'vertesia-live',
      'backend.example': 'freesewing',
    })
    expect(read(' API.Vendor.Example = vertesia ,\n b.example=dadosfera , ')).toEqual({
      'api.vendor.example': 'vertesia',
      'b.example': 'dadosfera',
    })
    expect(read('localhost=trackgenesis')).toEqual({ localhost: 'trackgenesis' })
    expect(read('10.0.0.7=freesewing-live')).toEqual({ '10.0.0.7': 'freesewing-live' })
  })

  test('may be empty', () => {
    for (const text of ['', ' ', ',', ' , ,']) expect(read(text), JSON.stringify(text)).toEqual({})
  })

  test.each([
    ['no mount', 'api.example.com'],
    ['a mount that is none', 'api.example.com=stripe'],
    ['a mount in another case', 'api.example.com=Vertesia'],
    ['no host', '=vertesia'],
    ['two mounts', 'api.example.com=vertesia=vertesia-live'],
    ['a host twice', 'api.example.com=vertesia,api.example.com=vertesia'],
    ['a host twice in another case', 'api.example.com=vertesia,API.example.com=freesewing'],
    ['a port', 'api.example.com:443=vertesia'],
    ['a scheme', 'https://api.example.com=vertesia'],
    ['a path', 'api.example.com/v1=vertesia'],
    ['a dot at the end', 'api.example.com.=vertesia'],
    ['a dot before it', '.example.com=vertesia'],
    ['a wildcard', '*.example.com=vertesia'],
    ['a user', 'me@example.com=vertesia'],
    ['a space within', 'api example.com=vertesia'],
    ['a letter beyond ASCII', 'äpi.example.com=vertesia'],
    ['254 characters', `${'a'.repeat(254)}=vertesia`],
    ['semicolons', 'a.example=vertesia;b.example=freesewing'],
  ])('with %s is none', (_, text) => {
    expect(read(text)).toBeNull()
  })
})

test.each([
  ['api.example.com', 'api.example.com'],
  ['API.Example.COM', 'api.example.com'],
  ['api.example.com:443', 'api.example.com'],
  ['api.example.com:', 'api.example.com'],
  ['api.example.com.', 'api.example.com'],
  ['api.example.com.:8443', 'api.example.com'],
  ['localhost:3000', 'localhost'],
  ['[::1]:3000', '[::1]'],
  ['', ''],
])('the Host header %j names %j', (header, name) => {
  expect(hostName(header)).toBe(name)
})
