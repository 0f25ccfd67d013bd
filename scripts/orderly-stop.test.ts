import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const url = pathToFileURL(`${import.meta.dirname}/orderly-stop.ts`).href

/** Says something all the time, and stops in order what takes a moment to stop. */
const program = `
  import { orderlyStop } from ${JSON.stringify(url)}
  const say = (line) => process.stderr.write(line + '\\n')
  const stop = orderlyStop(say)
  const talk = setInterval(() => say('Still here'), 10)
  stop.add('talk', () => new Promise((done) => setTimeout(() => done(clearInterval(talk)), 100)))
  process.stdout.write('Ready')
`

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'stops in order at %s, where nobody reads what it says any more',
  async (signal) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const exit = once(child, 'exit')
    await once(child.stdout, 'data')
    child.stdout.destroy()
    child.stderr.destroy()
    // It goes on: what it says meets a broken pipe by now.
    const gone = await Promise.race([exit, new Promise((done) => setTimeout(() => done('goes on'), 300))])
    expect(gone).toBe('goes on')
    child.kill(signal)
    expect(await exit).toEqual([0, null])
  },
)
