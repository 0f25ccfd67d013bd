import type { Input } from '#lib/contracts/operation.ts'
import type { revokeToken } from '#lib/contracts/tokens.ts'
import { ring } from '#lib/secret/ring.ts'
import { type KeyToken, readKeyToken } from '#lib/signing/key-token.ts'
import { record } from '../audit/record.ts'
import { changed } from '../changes/changed.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { openKey } from '../keys/open.ts'
import { type KeyRow, readKey } from '../keys/row.ts'
import { type Tx, transactionInEffect } from '../transaction.ts'
import { OAuthError } from './oauth-error.ts'

/**
 * How many tokens of a key may lie revoked at once. Each is remembered with the key by every node; who has more to take back
 * revokes or rotates the key, which ends all of them.
 */
const mostRevoked = 1000

/**
 * Revokes an access token (RFC 7009): the key whose token it is may, and who may revoke the key. Every node has forgotten that the
 * token was good when this returns. A token that is not ours, is past its time, or is of a key that the actor may not
 * see, is the same as one that is not there: nothing is done, and nothing told.
 * @throws OAuthError `unsupported_token_type` for a key, which is revoked by its own operation
 * @throws CoreError `forbidden` where the actor sees the key and may not revoke it, `unavailable` where too many lie revoked,
 * or a node has not confirmed it
 */
export async function revokeTokenOf(
  ctx: Ctx,
  { token: text }: Input<typeof revokeToken>,
): Promise<undefined> {
  if (ring().wellFormed(text))
    throw new OAuthError(
      'unsupported_token_type',
      'This is a key, not a token: revoke it with DELETE /api/v1/keys/{keyId}.',
    )
  const token = await readKeyToken(text)
  if (!token || token.organizationId !== ctx.organizationId) return
  const { effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openForRevocation(tx, token)
    if (!row) return
    const added = await remember(tx, token)
    // Also where it lay revoked: the first request may still be waiting for nodes, and this one is answered no sooner.
    changed(tx, { keyId: row.id })
    if (!added) return
    await record(tx, {
      action: 'token.revoke',
      target: { type: 'key', id: row.id, name: row.name },
      projectId: row.projectId,
      detail: { jti: token.jti, expiresAt: new Date(token.expiresAt * 1000) },
    })
  })
  // The answer has no body to say it in. To 503 a client takes the token to be alive (RFC 7009, 2.2.1) and asks again.
  if (effective && effective.unconfirmed.length > 0)
    throw new CoreError('unavailable', 'Revoked, but not every node has confirmed it yet; ask again.', {
      retryAfter: 2,
    })
}

/** The token's key, locked; null where the actor may not see it. */
async function openForRevocation(tx: Tx, { keyId, organizationId }: KeyToken): Promise<KeyRow | null> {
  const { actor } = tx
  if (actor.type === 'key' && actor.id === keyId) {
    await tx.db.$executeRaw`SELECT 1 FROM api_key WHERE id = ${keyId}::uuid FOR NO KEY UPDATE`
    return readKey(tx.db, organizationId, keyId)
  }
  try {
    return await openKey(tx, keyId, 'delete')
  } catch (error) {
    if (error instanceof CoreError && error.code === 'not_found') return null
    throw error
  }
}

/** @returns false where it lay revoked already */
async function remember(tx: Tx, { jti, keyId, secretId, expiresAt }: KeyToken): Promise<boolean> {
  const [lying] = await tx.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM revoked_token WHERE key_id = ${keyId}::uuid AND expires_at > now()`
  if ((lying?.count ?? 0) >= mostRevoked)
    throw new CoreError('unavailable', 'Too many tokens of this key lie revoked: revoke or rotate the key.', {
      retryAfter: 60,
    })
  await forgetPast(tx)
  const added = await tx.db.$executeRaw`
    INSERT INTO revoked_token (jti, key_id, secret_id, expires_at)
    VALUES (${jti}::uuid, ${keyId}::uuid, ${secretId}::uuid, ${new Date(expiresAt * 1000)})
    ON CONFLICT (jti) DO NOTHING`
  return added > 0
}

/** Deletes what nobody asks for again. Rows that another transaction deletes are left to it. */
async function forgetPast(tx: Tx): Promise<void> {
  await tx.db.$executeRaw`
    DELETE FROM revoked_token WHERE jti IN (
      SELECT jti FROM revoked_token WHERE expires_at < now() - interval '1 minute' LIMIT 1000
      FOR UPDATE SKIP LOCKED
    )`
}
