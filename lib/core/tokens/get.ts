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

/** What a contract other than the native one asks of a token. */
interface Issuance {
  /** Which right on the key it takes. */
  right?: 'rotate' | 'read'
  /** Whether the calling key may have one of itself, whatever it holds. */
  self?: boolean
  /** What its clients read in it besides. */
  claims?: () => Promise<Readonly<Record<string, unknown>>>
}

const everyKey = (right: string) => new Set([`api_key:${right}:any`])

/**
 * An access token of a key, for who may rotate it and so could come by its secret. It counts as obtained by the newest
 * secret, and ends with it. What is audited is which token was given and with what scope, never the token.
 * @throws CoreError `not_found`, `forbidden` where the key holds more than the actor, `conflict` for a key that does not work,
 *   `invalid` for a scope that the key does not hold or an audience that is none
 */
export async function getToken(
  ctx: Ctx,
  { keyId, audience, scope, lifetime }: Input<typeof getKeyToken>,
  { right = 'rotate', self = false, claims }: Issuance = {},
): Promise<Reply<typeof getKeyToken>> {
  // Before the transaction, which holds a connection that this may need.
  const by = await signer()
  const token = await transaction(ctx, async (tx): Promise<KeyToken> => {
    const itself = self && tx.actor.type === 'key' && tx.actor.id === keyId
    const row = await openKey(itself ? { ...tx, permissions: everyKey(right) } : tx, keyId, right)
    refuseRevoked(row)
    if (row.expiresAt && row.expiresAt <= row.now) throw new CoreError('conflict', 'This key has expired.')
    if (row.archived)
      throw new CoreError('conflict', 'The project of this key is archived: restore it first.')
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
      // A key that asks may have shown the older of its secrets.
      ends: [row.expiresAt, newest.notAfter, itself ? row.rotatingUntil : null].map(
        (end) => end?.getTime() ?? null,
      ),
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
    accessToken: await signKeyToken(by, token, await claims?.()),
    tokenType: 'Bearer',
    expiresIn: token.expiresAt - token.issuedAt,
    scope: token.scope.join(' '),
    audience: [...token.audience],
  }
}
