import { setTimeout as sleep } from 'node:timers/promises'

/**
 * One collection of everything and no more. The inspector's own makes several, and what stands still for longer than its lease
 * has to forget all that it knew.
 */
const collect = `(() => {
  process.getBuiltinModule('v8').setFlagsFromString('--expose-gc')
  process.getBuiltinModule('vm').runInNewContext('gc')()
  return process.memoryUsage().heapUsed
})()`

/**
 * Has a Node process collect its garbage and tells what its heap then holds, in bytes, through Node's own inspector; the
 * program in it knows nothing of it. The process must have been started with `--inspect-port=<port>`, which opens nothing
 * until SIGUSR1 asks for it.
 */
export async function collectGarbage(pid: number, port: number): Promise<number> {
  process.kill(pid, 'SIGUSR1')
  const socket = new WebSocket(await debuggerUrl(port))
  await new Promise<void>((done, failed) => {
    socket.addEventListener('open', () => done(), { once: true })
    socket.addEventListener('error', () => failed(new Error('The inspector does not answer')), { once: true })
  })
  try {
    const reply = new Promise<string>((done) =>
      socket.addEventListener('message', ({ data }) => done(String(data)), { once: true }),
    )
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: collect } }))
    const { result } = JSON.parse(await reply) as { result?: { result?: { value?: number } } }
    const used = result?.result?.value
    if (used === undefined) throw new Error(`The garbage could not be collected: ${await reply}`)
    return used
  } finally {
    socket.close()
  }
}

async function debuggerUrl(port: number): Promise<string> {
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/json/list`)
      const [first] = (await response.json()) as { webSocketDebuggerUrl: string }[]
      if (first) return first.webSocketDebuggerUrl
    } catch {
      // It opens a moment after the signal.
    }
    await sleep(100)
  }
  throw new Error('The inspector does not open')
}
