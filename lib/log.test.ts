import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** What a process logs when it runs `program`, as text. */
function logged(program: string): string {
  const code = `import { log } from '#lib/log.ts'\n${program}`
  const run = spawnSync('node', ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: { ...process.env, LOG_LEVEL: 'info' },
  })
  expect(run.stdout).toBe('')
  return run.stderr
}

const canary = 'canary-7f3a9c'

test.each([
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-latchwork-gateway-key',
  'api-key',
  'secret',
  'clientSecret',
  'client_secret',
  'password',
  'key',
  'token',
  'accessToken',
  'access_token',
  'id_token',
  'refresh_token',
  'subject_token',
  'actor_token',
  'client_assertion',
  'assertion',
])('a field called %s is never written, however deep it lies', (name) => {
  const at = (depth: number): unknown => (depth ? { inner: at(depth - 1) } : { [name]: canary })
  const lines = [0, 1, 2, 3].map((depth) => `log.info(${JSON.stringify(at(depth))}, 'something happened')`)
  const text = logged(lines.join('\n'))
  expect(text.match(/\[secret\]/g)).toHaveLength(4)
  expect(text).not.toContain(canary)
})

test('a body that asks about many keys is written without any of them', () => {
  const text = logged(`
    const keys = [{ key: '${canary}', cost: 1 }, { key: '${canary}', cost: 2 }]
    log.info({ keys }, 'at the top')
    log.info({ body: { keys } }, 'further down')
  `)
  expect(text.match(/\[secret\]/g)).toHaveLength(4)
  expect(text).not.toContain(canary)
})

test('of an error only its own few fields are written', () => {
  const text = logged(`
    const cause = Object.assign(new Error('below'), { code: '57P01', client: { secretKey: '${canary}' } })
    log.error({ err: Object.assign(new Error('above', { cause }), { client: '${canary}' }) }, 'it failed')
  `)
  expect(text).toContain('above')
  expect(text).toContain('below')
  expect(text).toContain('57P01')
  expect(text).not.toContain(canary)
})
