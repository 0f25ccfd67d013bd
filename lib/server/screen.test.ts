import { expect, test } from 'vitest'
import { screen } from '#lib/server/screen.ts'

test.each(['/', '/keys?q=a%20b', '/keys/%C3%A9', '/api/v1/keys?cursor=abc', '/_next/static/a.js', '/a//b'])(
  '%s may go on',
  (url) => {
    expect(screen({ method: 'GET', url })).toBeUndefined()
  },
)

test.each([
  ['an address that could name another host', '//evil.example/'],
  ['an absolute address', 'http://evil.example/'],
  ['no path', '*'],
  ['a backslash', '/\\evil.example'],
  ['a NUL', '/keys/%00'],
  ['a line end', '/keys/%0d%0aSet-Cookie:a'],
  ['bytes that are no UTF-8', '/keys/%ff'],
  ['half an escape', '/keys/%'],
  ['a letter that is not ASCII', '/é'],
])('%s is malformed', (_, url) => {
  expect(screen({ method: 'GET', url })).toMatchObject({ status: 400 })
})

test('an address over 8 KB is too long', () => {
  expect(screen({ method: 'GET', url: `/${'a'.repeat(8_191)}` })).toBeUndefined()
  expect(screen({ method: 'GET', url: `/${'a'.repeat(8_192)}` })).toMatchObject({ status: 414 })
})

test.each(['TRACE', 'CONNECT', 'PROPFIND', ''])('the method %j is not known', (method) => {
  expect(screen({ method, url: '/' })).toMatchObject({ status: 405 })
})

test.each(['/_next/image?url=%2Ficon.svg&w=64&q=75', '/_next/im%61ge?url=a'])(
  '%s never reaches the image optimizer',
  (url) => {
    expect(screen({ method: 'GET', url })).toMatchObject({ status: 404 })
  },
)
