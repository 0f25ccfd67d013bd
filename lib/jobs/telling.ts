import { isOwnUuid } from '#lib/contracts/fields.ts'
import { settleRetiredSecrets } from '#lib/core/keys/settle-retired-secrets.ts'
import { tellAlerts } from '#lib/core/notices/alerts.ts'
import { relay, untoldOrganizations } from '#lib/core/notices/relay.ts'
import { databaseAway } from '#lib/db/failures.ts'
import type { PrismaClient } from '#lib/db/generated/client.ts'
import { type Listening, openListening } from '#lib/db/listen.ts'
import { log } from '#lib/log.ts'

/** What the database says on this channel with each audited change: the organization's id. See the migration `notices`. */
const channel = 'latchwork_audited'

interface TellingOptions {
  db: PrismaClient
  /** Milliseconds between looks at everything, should nobody have been heard. */
  every?: number
}

export interface Telling {
  /** Resolves when what is being told is told. */
  stop(): Promise<void>
}

/** Tells of what the audit log and the meter know, for as long as the process lives. One process is enough, and any number may. */
export function startTelling({ db, every = 5_000 }: TellingOptions): Telling {
  const waiting = new Set<string>()
  let listening: Listening | null = null
  let lost = true
  let stopping = false
  let failures = 0
  let wake = () => {}

  const hear = (organizationId: string) => {
    if (!isOwnUuid(organizationId)) return
    waiting.add(organizationId)
    wake()
  }
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (stopping) wake()
    })

  function report(err: unknown, what: object = {}): void {
    failures += 1
    if (failures % 12 !== 1) return
    if (databaseAway(err)) log.warn({ err, failures, ...what }, 'notices have to wait')
    else log.error({ err, failures, ...what }, 'notices could not be told')
  }

  /** Without it, everything is seen at the next look. */
  async function listen(): Promise<void> {
    if (!lost) return
    lost = false
    try {
      listening = await openListening(channel, hear, () => {
        lost = true
      })
    } catch (err) {
      lost = true
      throw err
    }
  }

  async function lookAtAll(): Promise<void> {
    let failed = false
    // Each by itself, so that what cannot be done of one keeps none of the others.
    for (const look of [listen, findBehind, () => tellAlerts(db), () => settleRetiredSecrets(db)])
      await look().catch((err) => {
        failed = true
        report(err)
      })
    if (!failed) failures = 0
  }

  async function findBehind(): Promise<void> {
    for (const id of await untoldOrganizations(db)) waiting.add(id)
  }

  async function tellOf(id: string): Promise<void> {
    waiting.delete(id)
    try {
      if (!(await relay(db, id))) waiting.add(id)
    } catch (err) {
      // It is still behind, so that the next look finds it.
      report(err, { organizationId: id })
    }
  }

  async function loop(): Promise<void> {
    let lookAt = 0
    while (!stopping) {
      if (performance.now() >= lookAt) {
        await lookAtAll()
        lookAt = performance.now() + every
      }
      for (const id of [...waiting]) if (!stopping) await tellOf(id)
      if (waiting.size === 0 && !stopping) await pause(Math.max(0, lookAt - performance.now()))
    }
    await listening?.close()
  }
  const ended = loop()

  return {
    async stop() {
      stopping = true
      wake()
      await ended
    },
  }
}
