import { randomBytes } from 'node:crypto'
import type { IssuedKey } from '#lib/contracts/api-key.ts'
import type { CreateKeyBody } from '#lib/contracts/keys.ts'
import type { Verdict } from '#lib/contracts/verification.ts'

/** Calls the contract as the owner: an access token of its own session, and JSON both ways. */
export type Api = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ status: number; body: unknown; headers: Headers }>

/** A key as it was made: with the secret that is told this once. */
export type MadeKey = IssuedKey & { secret: string }

/** Keys made through the contract, for journeys that begin where there are some. */
export interface Keys {
  make(body?: Partial<CreateKeyBody>): Promise<MadeKey>
  rotate(keyId: string, graceSeconds: number): Promise<MadeKey>
  change(keyId: string, body: object): Promise<void>
  revoke(keyId: string, reason?: string): Promise<void>
  /** Asks about a secret as a service would. */
  verify(secret: string, more?: { permissions?: string; ip?: string; userAgent?: string }): Promise<Verdict>
  /** Revokes what is left of those made here. */
  clear(): Promise<void>
}

/** A name that no other test uses. */
export const uniqueName = (what: string) => `${what} ${randomBytes(3).toString('hex')}`

export function keysOf(api: Api): Keys {
  const made = new Set<string>()
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await api(method, path, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return {
    async make(body = {}) {
      const key = (await ask('POST', '/keys', { name: uniqueName('Key'), ...body })) as MadeKey
      made.add(key.id)
      return key
    },
    async rotate(keyId, graceSeconds) {
      return (await ask('POST', `/keys/${keyId}/rotate`, { graceSeconds })) as MadeKey
    },
    async change(keyId, body) {
      await ask('PATCH', `/keys/${keyId}`, body)
    },
    async revoke(keyId, reason) {
      await ask('DELETE', `/keys/${keyId}${reason ? `?reason=${encodeURIComponent(reason)}` : ''}`)
    },
    async verify(secret, more = {}) {
      return (await ask('POST', '/keys/verify', { key: secret, ...more })) as Verdict
    },
    async clear() {
      if (made.size > 0) await ask('POST', '/keys/bulk', { action: 'revoke', ids: [...made] })
    },
  }
}
