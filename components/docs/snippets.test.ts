import { execFileSync } from 'node:child_process'
import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, test, vi } from 'vitest'
import type { ApiRequest } from './request.ts'
import { curlSnippet, jsonText, pythonSnippet, shellWord, typescriptSnippet } from './snippets.ts'

const request: ApiRequest = {
  method: 'POST',
  origin: 'https://keys.example.com',
  path: '/api/v1/keys/{keyId}/rotate',
  params: { keyId: 'a/b' },
  query: {},
  headers: { 'Idempotency-Key': 'once' },
  body: { graceSeconds: 3600 },
  credential: 'LATCHWORK_KEY',
}

/** Texts that break whoever pastes them together instead of quoting them. */
const hostile = [
  `it's; rm -rf "$HOME" \`id\` $(id) \\ ! # & | > <`,
  "'",
  "''\\''",
  '@/etc/passwd',
  '-o /tmp/x',
  '--next',
  'line one\nline two\ttab',
  `\${process.exit(1)} {os.environ} %s {}`,
  'Zoë — ключ — 鍵 — 🔑',
  '\u2028\u2029\u0001',
  '"""; import os; """',
  '*/ // </script>',
]

/** What a shell hands to curl when it runs the command: the words, with the variable filled in. */
function wordsOf(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`
  const output = execFileSync('/bin/sh', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, LATCHWORK_KEY: 'the key', HOME: '/nowhere' },
  })
  return output.split('\0').slice(0, -1)
}

describe('a header that is a secret too', () => {
  const asked = { ...request, secretHeaders: { 'x-latchwork-gateway-key': 'LATCHWORK_GATEWAY_KEY' as const } }

  test('comes from the environment, and stands in no example', () => {
    const environment = {
      ...process.env,
      LATCHWORK_KEY: 'the key',
      LATCHWORK_GATEWAY_KEY: `it's "the" $other`,
    }
    const script = `curl() { printf '%s\\0' "$@"; }\n${curlSnippet(asked)}`
    const words = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: environment }).split('\0')
    expect(words).toContain(`x-latchwork-gateway-key: it's "the" $other`)
    expect(words).toContain('Authorization: Bearer the key')
    expect(typescriptSnippet(asked)).toMatch(
      /'x-latchwork-gateway-key': `\$\{process\.env\.LATCHWORK_GATEWAY_KEY\}`,/,
    )
    expect(pythonSnippet({ ...asked, credential: null })).toContain(
      '"x-latchwork-gateway-key": os.environ["LATCHWORK_GATEWAY_KEY"],',
    )
    expect(pythonSnippet({ ...asked, credential: null })).toContain('import os')
  })
})

describe('a form', () => {
  const form: ApiRequest = {
    ...request,
    path: '/api/oauth2/token',
    params: {},
    headers: {},
    encoding: 'form',
    credential: null,
    body: { grant_type: 'client_credentials', scope: 'a b', resource: ['https://a.example/', 'urn:b'] },
  }

  test('reads as one would write it, and a list is its parameter several times', () => {
    expect(curlSnippet(form)).toBe(
      [
        'curl https://keys.example.com/api/oauth2/token \\',
        "  --data-urlencode 'grant_type=client_credentials' \\",
        "  --data-urlencode 'scope=a b' \\",
        "  --data-urlencode 'resource=https://a.example/' \\",
        "  --data-urlencode 'resource=urn:b'",
      ].join('\n'),
    )
    expect(typescriptSnippet({ ...form, body: { token: 'x' } })).toContain(
      "  body: new URLSearchParams({ token: 'x' }),",
    )
    expect(typescriptSnippet(form)).not.toContain('Content-Type')
    expect(pythonSnippet({ ...form, body: { token: 'x' } })).toContain('    data={"token": "x"},')
  })

  test.each(hostile)('sends every value as it is: %j', async (value) => {
    const body = { token: value, resource: [value, 'urn:b'] }
    expect(wordsOf(curlSnippet({ ...form, body }))).toEqual([
      'https://keys.example.com/api/oauth2/token',
      ...[`token=${value}`, `resource=${value}`, 'resource=urn:b'].flatMap((word) => [
        '--data-urlencode',
        word,
      ]),
    ])
    const fetched = vi.fn(async (_url: string, _options: RequestInit) => new Response('{}'))
    const code = stripTypeScriptTypes(typescriptSnippet({ ...form, body }))
    const run = new Function('fetch', 'console', `return (async () => {${code}})()`)
    await run(fetched, { log: () => undefined })
    const sent = fetched.mock.calls[0]?.[1].body as URLSearchParams
    expect([...sent]).toEqual([
      ['token', value],
      ['resource', value],
      ['resource', 'urn:b'],
    ])
  })
})

describe('curl', () => {
  test('reads as one would type it', () => {
    expect(curlSnippet(request)).toBe(
      [
        'curl https://keys.example.com/api/v1/keys/a%2Fb/rotate \\',
        '  -H "Authorization: Bearer $LATCHWORK_KEY" \\',
        "  -H 'Idempotency-Key: once' \\",
        '  -H "Content-Type: application/json" \\',
        `  --data-raw '{ "graceSeconds": 3600 }'`,
      ].join('\n'),
    )
  })

  test('names the method only where curl would choose another', () => {
    expect(curlSnippet({ ...request, method: 'GET', body: undefined })).not.toContain('-X')
    expect(curlSnippet({ ...request, method: 'DELETE', body: undefined })).toContain('-X DELETE')
    expect(curlSnippet({ ...request, method: 'POST', body: undefined })).toContain('-X POST')
    expect(curlSnippet({ ...request, method: 'PATCH' })).toContain('-X PATCH')
  })

  test('sends no credential where the operation takes none, and no empty query', () => {
    const command = curlSnippet({
      ...request,
      method: 'GET',
      headers: {},
      body: undefined,
      credential: null,
      query: { q: '' },
    })
    expect(command).toBe('curl https://keys.example.com/api/v1/keys/a%2Fb/rotate')
  })

  test.each(hostile)('a shell hands on every value as it is: %j', (value) => {
    const words = wordsOf(
      curlSnippet({
        ...request,
        params: { keyId: value },
        query: { q: value },
        headers: { 'Idempotency-Key': value },
        body: { name: value, [value]: [value] },
      }),
    )
    expect(words).toEqual([
      `https://keys.example.com/api/v1/keys/${encodeURIComponent(value)}/rotate?${new URLSearchParams({ q: value })}`,
      '-H',
      'Authorization: Bearer the key',
      '-H',
      `Idempotency-Key: ${value}`,
      '-H',
      'Content-Type: application/json',
      '--data-raw',
      jsonText({ name: value, [value]: [value] }),
    ])
    expect(JSON.parse(words.at(-1) ?? '')).toEqual({ name: value, [value]: [value] })
  })

  test('a word stays bare only where a shell sees nothing in it', () => {
    expect(shellWord('https://a.example/b%20c')).toBe('https://a.example/b%20c')
    for (const text of ['', '~', 'a b', 'a?b', 'a*', 'a=b&c', '#a', 'a~b', 'a[b]', 'é'])
      expect(shellWord(text), text).toBe(`'${text}'`)
  })
})

describe('TypeScript', () => {
  test('reads as one would write it', () => {
    expect(typescriptSnippet(request)).toBe(
      [
        "const response = await fetch('https://keys.example.com/api/v1/keys/a%2Fb/rotate', {",
        "  method: 'POST',",
        '  headers: {',
        `    Authorization: \`Bearer \${process.env.LATCHWORK_KEY}\`,`,
        "    'Idempotency-Key': 'once',",
        "    'Content-Type': 'application/json',",
        '  },',
        '  body: JSON.stringify({ graceSeconds: 3600 }),',
        '})',
        'const text = await response.text()',
        `if (!response.ok) throw new Error(\`\${response.status} \${text}\`)`,
        'console.log(text)',
      ].join('\n'),
    )
  })

  test.each(hostile)('sends every value as it is: %j', async (value) => {
    const body = { name: value, [value]: [value, { deep: value, list: [1, true, null] }] }
    const code = typescriptSnippet({
      ...request,
      params: { keyId: value },
      headers: { 'X-Test': value },
      body: { ...body, ['__proto__']: value },
    })
    const fetched = vi.fn(async (_url: string, _options: RequestInit) => new Response('{}'))
    const run = new Function(
      'fetch',
      'process',
      'console',
      `return (async () => {${stripTypeScriptTypes(code)}})()`,
    )
    await run(fetched, { env: { LATCHWORK_KEY: 'the key' } }, { log: () => undefined })
    const [url, options] = fetched.mock.calls[0] ?? []
    expect(url).toBe(`https://keys.example.com/api/v1/keys/${encodeURIComponent(value)}/rotate`)
    expect(options?.method).toBe('POST')
    expect(options?.headers).toEqual({
      Authorization: 'Bearer the key',
      'X-Test': value,
      'Content-Type': 'application/json',
    })
    expect(options?.body).toBe(JSON.stringify({ ...body, ['__proto__']: value }))
  })
})

describe('Python', () => {
  test('reads as one would write it', () => {
    expect(pythonSnippet({ ...request, body: { name: 'Zoë', enabled: true, role: null, ids: [1, 2] } })).toBe(
      [
        'import os',
        '',
        'import requests',
        '',
        'response = requests.post(',
        '    "https://keys.example.com/api/v1/keys/a%2Fb/rotate",',
        '    headers={',
        `        "Authorization": f"Bearer {os.environ['LATCHWORK_KEY']}",`,
        '        "Idempotency-Key": "once",',
        '    },',
        '    json={',
        '        "name": "Zoë",',
        '        "enabled": True,',
        '        "role": None,',
        '        "ids": [1, 2],',
        '    },',
        '    timeout=10,',
        ')',
        'response.raise_for_status()',
        'print(response.text)',
      ].join('\n'),
    )
  })

  test('asks the environment for nothing where no credential is sent', () => {
    expect(pythonSnippet({ ...request, credential: null })).not.toContain('import os')
  })

  test.each(hostile)('no value ends its literal early: %j', (value) => {
    const code = pythonSnippet({ ...request, body: { name: value, [value]: value } })
    // A Python string in double quotes ends at the first quote that no backslash precedes, or at the end of its line.
    const literals = [...code.matchAll(/"(?:[^"\\\n\r]|\\.)*"/g)].map(([literal]) => literal)
    const asJson = JSON.stringify(value)
    expect(literals.filter((literal) => literal === asJson)).toHaveLength(3)
  })
})
