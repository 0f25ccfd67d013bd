import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getKeyToken } from '#lib/contracts/tokens.ts'
import { type KeyToken, signKeyToken } from '#lib/signing/key-token.ts'
import { signer } from '#lib/signing/keys.ts'
import { record } from '../audit/record.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { grantOf, refuseExceeding } from '../keys/grant.ts'
import { openKey, refuseRevoked } from '../keys/open.ts'
import { ownerOf } from '../keys/row.ts'
import { transaction } from '../transaction.ts'
import { audienceOf, draft, scopeOf } from './wanted.ts'

/**
 * An access token of a key, for who may rotate it and so could come by its secret. It counts as obtained by the newest
 * secret, and ends with it. What is audited is which token was given and with what scope, never the token.
 * @throws CoreError `not_found`, `forbidden` where the key holds more than the actor, `conflict` for a key that does not work,
 *   `invalid` for a scope that the key does not hold or an audience that is none
 */
export async function getToken(
  ctx: Ctx,
  { keyId, audience, scope, lifetime }: Input<typeof getKeyToken>,
): Promise<Reply<typeof getKeyToken>> {
  // Before the transaction, which holds a connection that this may need.
  const by = await signer()
  const token = await transaction(ctx, async (tx): Promise<KeyToken> => {
    const row = await openKey(tx, keyId, 'rotate')
    refuseRevoked(row)
    if (row.expiresAt && row.expiresAt <= row.now) throw new CoreError('conflict', 'This key has expired.')
    if (!row.enabled) throw new CoreError('conflict', 'This key is disabled: enable it first.')
    const { effective } = await grantOf(tx.db, row)
    refuseExceeding(tx, effective, ownerOf(row))
    const newest = await tx.db.keySecret.findUniqueOrThrow({
      where: { keyId_generation: { keyId, generation: row.generation } },
      select: { id: true, notAfter: true },
    })
    const drafted = draft({
      keyId,
      projectId: row.projectId,
      organizationId: row.organizationId,
      secretId: newest.id,
      audience: audienceOf(audience === undefined ? [] : [audience], row.projectId),
      scope: scopeOf(scope, effective),
      now: row.now.getTime(),
      lifetime,
      ends: [row.expiresAt?.getTime() ?? null, newest.notAfter?.getTime() ?? null],
    })
    if (!drafted) throw new CoreError('conflict', 'This key is about to expire.')
    await record(tx, {
      action: 'key.token',
      target: { type: 'key', id: keyId, name: row.name },
      projectId: row.projectId,
      detail: {
        jti: drafted.jti,
        scope: drafted.scope,
        audience: drafted.audience,
        expiresAt: new Date(drafted.expiresAt * 1000),
      },
    })
    return drafted
  })
  return {
    accessToken: await signKeyToken(by, token),
    tokenType: 'Bearer',
    expiresIn: token.expiresAt - token.issuedAt,
    scope: token.scope.join(' '),
    audience: [...token.audience],
  }
}
