import { expect, test } from 'vitest'
import { safePath } from './safe-path.ts'

const origin = 'https://keys.example.com'

test('a path of the portal is kept, whether it came bare or with our origin', () => {
  expect(safePath('/keys?status=active#top', origin)).toBe('/keys?status=active#top')
  expect(safePath(`${origin}/keys`, origin)).toBe('/keys')
  expect(safePath('keys', origin)).toBe('/keys')
})

test('nothing leads to another place, nor back to where one comes from', () => {
  const away = [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    `${origin}//evil.example`,
    '/.//evil.example',
    'https://keys.example.com.evil.example/',
    'https://keys.example.com@evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://keys.example.com/',
    `/${'x'.repeat(3000)}`,
    '/sign-in',
    '/setup',
    undefined,
    ['/keys'],
  ]
  for (const one of away) expect(safePath(one, origin), String(one)).toBe('/')
})
