import { mask } from '#lib/secret/mask.ts'
import type { Db } from '../context.ts'
import { notFound } from '../errors.ts'
import { type KeyRow, readKey } from '../keys/row.ts'
import { type HandoverRow, handoverColumns } from './handover.ts'
import { tokenDigest } from './seal-secret.ts'

export interface FoundHandover {
  link: HandoverRow
  key: KeyRow
  /** The organization's name. */
  organization: string
}

/**
 * The link of a token, whatever became of it, and its key as it is now.
 * @throws CoreError `not_found` where no link has the token
 */
export async function findHandover(db: Db, token: string): Promise<FoundHandover> {
  const row = await db.envelope.findUnique({
    where: { tokenDigest: tokenDigest(token), kind: 'link' },
    select: { ...handoverColumns, organization: { select: { name: true } } },
  })
  const key = row && (await readKey(db, row.organizationId, row.keyId))
  if (!key) throw notFound()
  const { organization, ...link } = row
  return { link, key, organization: organization.name }
}

/** What whoever has the link is told of its key. */
export function ofKey({ link, key, organization }: FoundHandover) {
  return {
    keyId: key.id,
    keyName: key.name,
    mask: mask(key.start, key.last),
    generation: key.generation,
    organization,
    madeBy: link.madeByName,
    note: link.note,
  }
}
