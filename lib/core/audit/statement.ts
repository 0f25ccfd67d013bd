import type { KeyObject } from 'node:crypto'
import { CompactSign, calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { z } from 'zod'

/*
 * A checkpoint as it travels: a compact JWS (RFC 7515) that says how far the log of an organization went, and carries the public key
 * that signed it. Anybody can sign with a key of their own; so who verifies must have kept the checkpoint itself, or the thumbprint of
 * the key (RFC 7638). Its type keeps it from being taken for a token, and a token from being taken for it.
 */

const type = 'latchwork-audit-checkpoint+jws'
const algorithm = 'ES256'

const statement = z.strictObject({
  organizationId: z.guid(),
  seq: z.string().regex(/^[1-9]\d{0,17}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
})
/** The event in place `seq` had this hash, at that instant. */
export type Statement = z.infer<typeof statement>

const header = z.strictObject({
  alg: z.literal(algorithm),
  typ: z.literal(type),
  kid: z.string(),
  jwk: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
})
export type StatementKey = z.infer<typeof header>['jwk']

export function signStatement(
  said: Statement,
  { kid, publicJwk, privateKey }: { kid: string; publicJwk: StatementKey; privateKey: KeyObject },
): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(statement.parse(said))))
    .setProtectedHeader({ alg: algorithm, typ: type, kid, jwk: { ...publicJwk } })
    .sign(privateKey)
}

/**
 * What a checkpoint says, and the thumbprint of the key that signed it.
 * @returns null where it is none, or was altered. Whether that key is to be believed is for whoever kept its thumbprint.
 */
export async function readStatement(jws: string): Promise<{ statement: Statement; kid: string } | null> {
  try {
    const { jwk, kid } = header.parse(decodeProtectedHeader(jws))
    if ((await calculateJwkThumbprint(jwk)) !== kid) return null
    const { payload } = await compactVerify(jws, await importJWK(jwk, algorithm), { algorithms: [algorithm] })
    return { statement: statement.parse(JSON.parse(new TextDecoder().decode(payload))), kid }
  } catch {
    return null
  }
}
