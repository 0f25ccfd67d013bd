import { randomBytes } from 'node:crypto'
import { env } from '#lib/env.ts'
import { keyedDigest } from '../seal.ts'

/** A new link's token: 256 random bits, kept nowhere here. */
export const newToken = () => `inv_${randomBytes(32).toString('base64url')}`

/** By what the invitation of a token is found: keyed, so that a stolen database opens no door. */
export const tokenDigest = (token: string) => keyedDigest('invitation', 'token', token)

/** Behind the #, so that no server's log, no Referer and no preview has it. */
export const linkOf = (token: string) => `${env().LATCHWORK_URL}/invite#${token}`
