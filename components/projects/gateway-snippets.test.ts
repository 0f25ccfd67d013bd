import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { caddySnippet, nginxSnippet } from './gateway-snippets.ts'

const settings = { address: 'latchwork:3000', projectId: 'project', key: 'lw_secret' }
const doc = (name: string) => readFileSync(new URL(`../../docs/gateways/${name}`, import.meta.url), 'utf8')

test.each([
  ['nginx.conf', nginxSnippet, /\$\{([A-Z_]+)\}/g],
  ['Caddyfile', caddySnippet, /\{\$([A-Z_]+)\}/g],
] as const)('the snippet sets every variable that %s reads, and no other', (name, snippet, variable) => {
  const text = snippet(settings)
  const read = new Set([...doc(name).matchAll(variable)].map(([, one]) => one))
  // The nginx file speaks of ${NAME} in general, too.
  const set = new Set([...text.matchAll(/^export ([A-Z_]+)=/gm)].map(([, one]) => one))
  expect(set).toEqual(new Set([...read].filter((one) => one !== 'NAME')))
  expect(text).toContain('LATCHWORK_GATEWAY_KEY=lw_secret')
  expect(text).toContain(name)
})
