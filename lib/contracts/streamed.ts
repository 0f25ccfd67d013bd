import './jitless.ts'
import { z } from 'zod'

/** An answer that is sent as it is made, and is never whole in memory: a file to download. */
export interface Streamed {
  /** One of the operation's `stream`. */
  type: string
  /** What a browser calls it: printable ASCII, no quotes. */
  filename: string
  /**
   * Text in pieces of some kilobytes, each made when the reader has taken the one before. What fails here breaks the answer off,
   * so that nobody takes half of it for the whole.
   */
  chunks: AsyncIterable<string>
}

/** The reply of an operation that has a `stream`. */
export const streamed = z.custom<Streamed>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'chunks' in value &&
    typeof value.chunks === 'object' &&
    value.chunks !== null &&
    Symbol.asyncIterator in value.chunks,
)
