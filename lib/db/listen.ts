import { Client, type QueryResult, type QueryResultRow } from 'pg'
import { env } from '#lib/env.ts'

/** Milliseconds. */
const limits = {
  connectionTimeoutMillis: 3_000,
  statement_timeout: 2_000,
  lock_timeout: 500,
  query_timeout: 2_500,
}

/** A connection that hears notices. */
export interface Listening {
  /**
   * Asks one question after another: a connection takes no second while one is under way.
   * @throws what `pg` throws
   */
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>
  /** Cuts the connection, where it does not answer any more; `onLost` may be called for it. */
  cut(): void
  /** Ends the connection; `onLost` is not called for it. */
  close(): Promise<void>
}

/**
 * Opens a connection of its own and listens on a channel. It must reach PostgreSQL itself or a pooler in session mode;
 * `DIRECT_DATABASE_URL` is for that.
 * @param channel a plain identifier
 * @param onLost once, when the connection is gone
 * @throws what `pg` throws when the database cannot be reached
 */
export async function openListening(
  channel: string,
  onNotice: (payload: string) => void,
  onLost: (error: Error) => void,
): Promise<Listening> {
  const { DIRECT_DATABASE_URL, DATABASE_URL } = env()
  const client = new Client({
    ...limits,
    connectionString: DIRECT_DATABASE_URL ?? DATABASE_URL,
    keepAlive: true,
    application_name: 'latchwork listener',
  })
  let open = true
  const gone = (error: Error) => {
    if (!open) return
    open = false
    onLost(error)
  }
  client.on('error', gone)
  client.on('end', () => gone(new Error('The connection ended')))
  client.on('notification', ({ payload }) => onNotice(payload ?? ''))
  try {
    await client.connect()
    await client.query(`LISTEN ${channel}`)
  } catch (error) {
    open = false
    // A socket that never answered would otherwise stay.
    destroy(client)
    throw error
  }
  let before: Promise<unknown> = Promise.resolve()
  return {
    query<R extends QueryResultRow>(text: string, values?: unknown[]) {
      const mine = before.then(() => client.query<R>(text, values))
      before = mine.catch((error: Error) => {
        // A connection that has not answered in time would not answer the next question either.
        if (/read timeout/i.test(error.message)) destroy(client)
      })
      return mine
    },
    cut: () => destroy(client),
    async close() {
      open = false
      const cut = setTimeout(() => destroy(client), 1_000)
      await client.end().catch(() => {})
      clearTimeout(cut)
    },
  }
}

/** Cuts a connection that does not answer any more. */
function destroy(client: Client): void {
  client.connection.stream.destroy()
}
