import type { IncomingMessage } from 'node:http'

/** Why a request goes no further. The text is for whoever sent it. */
export interface Refusal {
  status: 400 | 404 | 405 | 414
  text: string
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** The `Allow` of a 405. */
export const allowedMethods = [...methods].join(', ')

/** Bytes. Longer than any address we give out, shorter than what proxies cut off. */
const longestUrl = 8_192

/**
 * Looks at the request line before anything parses it, so that what cannot be meant is answered plainly and nothing
 * behind has to be afraid of it. Gives nothing for a request that may go on.
 */
export function screen({
  method = '',
  url = '',
}: Pick<IncomingMessage, 'method' | 'url'>): Refusal | undefined {
  if (!methods.has(method)) return { status: 405, text: 'This method is not known here.' }
  if (url.length > longestUrl) return { status: 414, text: 'The address is too long.' }
  // Two slashes would make the next part a host name to whoever parses this as a relative URL.
  if (!url.startsWith('/') || url.startsWith('//') || url.includes('\\')) return malformed
  // A URL as it travels is printable ASCII.
  if (!/^[!-~]*$/.test(url)) return malformed
  const [path = ''] = url.split('?', 1)
  try {
    const decoded = decodeURIComponent(path)
    if (/\p{Cc}/u.test(decoded)) return malformed
    // Next's image optimizer, which nothing of ours uses, answers even where images are never optimized.
    if (decoded.startsWith('/_next/image')) return { status: 404, text: 'There is nothing here.' }
  } catch {
    return malformed
  }
  return undefined
}

const malformed: Refusal = { status: 400, text: 'The address is malformed.' }
