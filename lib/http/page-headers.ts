import { env } from '#lib/env.ts'
import type { VendorCtx } from './vendor-surface.ts'

interface Page {
  /** Of the page asked for. */
  cursor: string | undefined
  /** Null on the last page. */
  nextCursor: string | null
}

/**
 * Says of a bare array that it is a page of a longer list: `Link` to the next one (RFC 8288), and `X-Total-Count`. Of a list
 * that is whole nothing is said.
 * @param count how many the whole list has
 */
export async function tellPage(
  { request, replyHeaders }: VendorCtx,
  { cursor, nextCursor }: Page,
  count: () => Promise<number>,
): Promise<void> {
  if (cursor === undefined && nextCursor === null) return
  replyHeaders['x-total-count'] = String(await count())
  if (nextCursor === null) return
  const next = new URL(request.url.pathname + request.url.search, env().LATCHWORK_URL)
  next.searchParams.set('cursor', nextCursor)
  replyHeaders.link = `<${next.href}>; rel="next"`
}
