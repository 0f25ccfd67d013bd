import { SurfaceError } from './surface-error.ts'

/** The largest body of a management request, in bytes. The largest legitimate one, a bulk change of 500 keys, has 20 kB. */
export const maxBodyBytes = 256 * 1024
/** How long a body may take to arrive, in milliseconds. */
const maxBodyTime = 10_000

/**
 * Reads a JSON body, counting its bytes and its time as they come: Content-Length is the caller's word, and Next sets no limit.
 * @returns undefined where there is no body
 * @throws SurfaceError payload_too_large, request_timeout, unsupported_media_type, invalid
 */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBytes(request)
  if (bytes.length === 0) return undefined
  if (!isJson(request.headers.get('content-type')))
    throw new SurfaceError('unsupported_media_type', 'Send the body as application/json.')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new SurfaceError('invalid', 'The body is not JSON in UTF-8.', [], 'no_body')
  }
}

function isJson(contentType: string | null): boolean {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'))
}

/**
 * Reads a body whole, within the limits above.
 * @throws SurfaceError payload_too_large, request_timeout
 */
export async function readBytes(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge()
  const reader = request.body?.getReader()
  if (!reader) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  let late: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    late = setTimeout(
      () => reject(new SurfaceError('request_timeout', 'The body took too long to arrive.')),
      maxBodyTime,
    )
  })
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), deadline])
      if (done) break
      size += value.byteLength
      if (size > maxBodyBytes) throw tooLarge()
      chunks.push(value)
    }
  } catch (error) {
    await reader.cancel().catch(() => {})
    if (error instanceof SurfaceError) throw error
    // The client hung up: the socket's error, which must not be taken for one of the database's.
    throw new SurfaceError('invalid', 'The body broke off.')
  } finally {
    clearTimeout(late)
  }
  return Buffer.concat(chunks, size)
}

function tooLarge(): SurfaceError {
  return new SurfaceError('payload_too_large', `A body has at most ${maxBodyBytes / 1024} KiB.`)
}
