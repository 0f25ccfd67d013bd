import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive, lock, processStart, tryLock } from '#lib/lock.mjs'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchwork-lock-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/** A process that takes the lock, says what it got, and stays. */
async function holder() {
  const program = `
    import { tryLock } from '#lib/lock.mjs'
    console.log(tryLock(process.argv[1], 'work') ? 'got' : 'refused')
    setInterval(() => {}, 1000)
  `
  const child = spawn('node', ['--input-type=module', '-e', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await new Promise<string>((done) =>
    child.stdout.once('data', (data) => done(String(data).trim())),
  )
  const ended = new Promise((done) => child.once('exit', done))
  return {
    said,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

test('a lock has one holder, and is free again after it', () => {
  const first = tryLock(folder, 'work')
  expect(first).toBeDefined()
  expect(tryLock(folder, 'work')).toBeUndefined()
  expect(tryLock(folder, 'other work')).toBeDefined()
  first?.release()
  expect(tryLock(folder, 'work')).toBeDefined()
})

test('of many processes one gets the lock, also when the last holder was killed', async () => {
  for (let round = 0; round < 3; round++) {
    const all = await Promise.all(Array.from({ length: 6 }, holder))
    expect(all.filter(({ said }) => said === 'got')).toHaveLength(1)
    await Promise.all(all.map((one) => one.kill()))
  }
})

test('who waits gets the lock once the holder has been killed', async () => {
  const other = await holder()
  const told: number[] = []
  const waiting = lock(folder, 'work', (pid) => told.push(pid))
  await other.kill()
  const held = await waiting
  expect(told).toHaveLength(1)
  held.release()
})

test('a process number that was given out again is not taken for the process that had it', () => {
  expect(isAlive(process.pid, processStart(process.pid))).toBe(true)
  expect(isAlive(process.pid, 'another start')).toBe(false)
})
