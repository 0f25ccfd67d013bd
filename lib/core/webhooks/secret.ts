import { randomBytes } from 'node:crypto'
import { Secret } from '#lib/secret/secret.ts'
import { seal, unseal } from '../seal.ts'

const purpose = 'webhook'
const secretBytes = 32

/** A new signing secret, as its receiver is given it: `whsec_` and 32 random bytes in base64. */
export function mintSigningSecret(): Secret {
  return new Secret(`whsec_${randomBytes(secretBytes).toString('base64')}`)
}

/** A signing secret as it is stored: encrypted, and bound to its endpoint. */
export function sealSigningSecret(endpointId: string, secret: Secret): Uint8Array<ArrayBuffer> {
  return seal(purpose, endpointId, Buffer.from(secret.reveal()))
}

/** The signing secret that was stored; null where it does not open, because the server's session key is another. */
export function openSigningSecret(endpointId: string, sealed: Uint8Array): Secret | null {
  const plain = unseal(purpose, endpointId, sealed)
  return plain && new Secret(plain.toString('utf8'))
}
