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
  'api-key',
  'secret',
  'password',
  'key',
  'token',
])('a field called %s is never written, however deep it lies', (name) => {
  const at = (depth: number): unknown => (depth ? { inner: at(depth - 1) } : { [name]: canary })
  for (const depth of [0, 1, 2, 3]) {
    const text = logged(`log.info(${JSON.stringify(at(depth))}, 'something happened')`)
    expect(text).toContain('[secret]')
    expect(text).not.toContain(canary)
  }
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
