import { setTimeout as sleep } from 'node:timers/promises'

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
    let id = 0
    const ask = (method: string) =>
      new Promise<{ usedSize?: number }>((done) => {
        id += 1
        const mine = id
        socket.addEventListener('message', ({ data }) => {
          const reply = JSON.parse(String(data)) as { id?: number; result?: { usedSize?: number } }
          if (reply.id === mine) done(reply.result ?? {})
        })
        socket.send(JSON.stringify({ id, method }))
      })
    await ask('HeapProfiler.collectGarbage')
    await sleep(500)
    await ask('HeapProfiler.collectGarbage')
    return (await ask('Runtime.getHeapUsage')).usedSize ?? Number.NaN
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
