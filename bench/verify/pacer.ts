import { parentPort, workerData } from 'node:worker_threads'

/**
 * Tells, in a thread of its own, how many requests are due by now. A timer of the event loop is a millisecond coarse, which
 * would send requests in clumps and so measure a queue of our own making; waiting on a lock is not.
 */

const { begin, rate, total } = workerData as { begin: number; rate: number; total: number }
const lock = new Int32Array(new SharedArrayBuffer(4))
const now = () => Number(process.hrtime.bigint()) / 1e6

for (let told = 0; told < total; ) {
  const due = Math.min(total, Math.floor(((now() - begin) * rate) / 1000) + 1)
  if (due > told) parentPort?.postMessage(due)
  told = due
  Atomics.wait(lock, 0, 0, Math.max(0, begin + (told * 1000) / rate - now()))
}
