import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Effective } from '#lib/contracts/effective.ts'
import { ask, type Key } from './contract.ts'

/* Revoking on one portal and verifying on another, in rounds. */

/** Two portals behind one database. */
export interface Stage {
  /** Where keys are revoked. */
  here: string
  /** Where they are verified. */
  there: string
  /** Of the owner. */
  token: string
  /** The secret of a key that may verify. */
  caller: string
  /** For `there`'s metrics. */
  metricsToken: string
  /** What `there` says may take longer than it is waited for. A revocation that is not confirmed is then sent again. */
  isLate?: boolean
}

/** What a key's revocation came to. */
export interface Round {
  effective: Effective
  /** Verdicts on verifications that began after the answer; null for one that was not answered with a verdict. */
  after: (string | null)[]
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** The verdict on a key, or null where there is none: a refusal, a 503, a connection that broke. */
export function verify({ there, caller }: Stage, secret: string): Promise<string | null> {
  const body = JSON.stringify({ key: secret })
  return new Promise((resolve) => {
    const sent = request(
      `${there}/api/v1/keys/verify`,
      {
        agent,
        method: 'POST',
        timeout: 20_000,
        headers: {
          authorization: `Bearer ${caller}`,
          'content-type': 'application/json',
          'content-length': body.length,
        },
      },
      async (response) => {
        let text = ''
        try {
          for await (const chunk of response) text += chunk
          resolve(response.statusCode === 200 ? String(JSON.parse(text).code) : null)
        } catch {
          resolve(null)
        }
      },
    )
    sent.on('error', () => resolve(null))
    sent.on('timeout', () => sent.destroy())
    sent.end(body)
  })
}

/** How often `there` did not find what it looked for in its memory. */
async function misses({ there, metricsToken }: Stage): Promise<number> {
  const { text } = await ask(there, '/metrics', { token: metricsToken })
  const [, count] = /^latchwork_gate_cache_misses_total(?:\{[^}]*\})? (\d+)/m.exec(text) ?? []
  if (count === undefined) throw new Error(`The metrics do not say how often memory was missed:\n${text}`)
  return Number(count)
}

/** Makes `there` remember keys, and sees to it that it does: all are asked for, and the database is not. */
export async function warm(stage: Stage, keys: readonly Key[]): Promise<void> {
  for (let tries = 0; tries < 40; tries += 1) {
    const before = await misses(stage)
    const codes = await Promise.all(keys.map(({ secret }) => verify(stage, secret)))
    if (codes.every((code) => code === 'VALID') && (await misses(stage)) === before) return
    await sleep(50)
  }
  throw new Error('The other portal does not remember keys')
}

/** Asks `there` all the while: of keys that are remembered, of others that are not, and of some that never were. */
export function keepBusy(stage: Stage, keys: readonly Key[]): () => Promise<void> {
  let busy = true
  const loop = async (at: number) => {
    for (let turn = at; busy; turn += 1) {
      const { secret } = keys[(turn * 7) % keys.length] as Key
      // Never remembered, so that a look-up is always under way.
      const unknown = secret.slice(0, 10) + [...secret.slice(10)].reverse().join('')
      await verify(stage, turn % 3 === 0 ? unknown : secret)
      await sleep(3)
    }
  }
  const loops = [0, 1, 2, 3].map(loop)
  return async () => {
    busy = false
    await Promise.all(loops)
  }
}

/** Revokes a key, again where that is refused because a connection broke. @returns since when it is in effect */
export async function revoke({ here, token, isLate = false }: Stage, { id }: Key): Promise<Effective> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask(here, `/api/v1/keys/${id}`, { method: 'DELETE', token })
    if (answer.status === 200) {
      const effective = answer.json.effective as Effective
      if (effective.unconfirmed.length === 0 || !isLate || tries === 20) return effective
    } else if (tries === 20) throw new Error(`Revoking was answered ${answer.status}: ${answer.text}`)
    await sleep(100)
  }
}

const crowd = 20
export const verifyTwenty = (stage: Stage, { secret }: Key) =>
  Promise.all(Array.from({ length: crowd }, () => verify(stage, secret)))

export async function round(stage: Stage, key: Key): Promise<Round> {
  const effective = await revoke(stage, key)
  return { effective, after: await verifyTwenty(stage, key) }
}

/** Rounds, so many at a time. */
export async function rounds(stage: Stage, keys: readonly Key[], abreast: number): Promise<Round[]> {
  const left = [...keys]
  const done: Round[] = []
  const next = async () => {
    for (let key = left.pop(); key; key = left.pop()) done.push(await round(stage, key))
  }
  await Promise.all(Array.from({ length: abreast }, next))
  return done
}

/** How many verifications accepted a key that had been revoked by an answer. */
export const accepted = (all: readonly Round[]) =>
  all.reduce((sum, { after }) => sum + after.filter((code) => code === 'VALID').length, 0)

/** p50, p99 and the greatest, in milliseconds. */
export function times(all: readonly Round[]): string {
  const sorted = all.map(({ effective }) => effective.ms).sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`
}
