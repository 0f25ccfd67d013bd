import type { IncomingMessage } from 'node:http'
import { SurfaceError } from '#lib/http/surface-error.ts'

/** Milliseconds in which a body must have come. A service that asks the gate sends a few hundred bytes. */
const patience = 5_000

/**
 * Reads a body whole.
 * @param max bytes; Content-Length is the caller's word, so they are counted as they come
 * @throws SurfaceError `payload_too_large`, `request_timeout`, and `invalid` for one that breaks off
 */
export function bodyOf(request: IncomingMessage, max: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > max) return reject(tooLarge(max))
    const chunks: Buffer[] = []
    let size = 0
    const late = setTimeout(() => {
      request.pause()
      reject(new SurfaceError('request_timeout', 'The body took too long to arrive.'))
    }, patience)
    const done = () => clearTimeout(late)
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= max) return
      done()
      request.pause()
      reject(tooLarge(max))
    })
    request.on('end', () => {
      done()
      resolve(Buffer.concat(chunks, size))
    })
    request.on('close', () => {
      done()
      reject(new SurfaceError('invalid', 'The body broke off.'))
    })
  })
}

function tooLarge(max: number): SurfaceError {
  return new SurfaceError('payload_too_large', `A body has at most ${max / 1024} KiB here.`)
}
