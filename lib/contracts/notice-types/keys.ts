import { z } from 'zod'
import { instant, uuid } from '../fields.ts'
import { day, fromOf, nameOf, noticeOf, ofKeyBy } from './type.ts'

/** The fields of a key, as a sentence names them. */
const fieldWords: Readonly<Record<string, string>> = {
  expiresAt: 'expiry',
  ipAllowlist: 'address list',
  rateLimits: 'rate limits',
}

const sentence = (text: string) => text.replace(/\.?$/, '.')

/** What the log calls the server where it deals with secrets that were used after their end. */
export const retiredSecretsActor = 'Retired secrets'

/** What somebody did to a key. */
export const keyChanges = {
  'key.created': noticeOf({
    title: 'Key made',
    to: 'owner',
    action: 'key.create',
    mail: true,
    data: ofKeyBy({ expiresAt: instant.nullable() }),
    words: (of) =>
      `${of.actor.name} made the key ${nameOf(of)} for ${of.owner.name}. ${of.expiresAt ? `It works until ${day(of.expiresAt)}.` : 'It never expires.'}`,
  }),
  'key.updated': noticeOf({
    title: 'Key changed',
    to: 'owner',
    action: 'key.update',
    mail: false,
    from: ({ detail }) => ({ fields: Object.keys(detail) }),
    data: ofKeyBy({ fields: z.array(z.string().max(50)).max(50).describe('What of it is different now') }),
    words: (of) =>
      `${of.actor.name} changed the key ${nameOf(of)}: ${of.fields.map((field) => fieldWords[field] ?? field).join(', ')}.`,
  }),
  'key.enabled': noticeOf({
    title: 'Key enabled',
    to: 'owner',
    action: 'key.enable',
    mail: false,
    data: ofKeyBy({}),
    words: (of) => `${of.actor.name} enabled the key ${nameOf(of)}. It works again.`,
  }),
  'key.disabled': noticeOf({
    title: 'Key disabled',
    to: 'owner',
    action: 'key.disable',
    mail: true,
    data: ofKeyBy({}),
    words: (of) =>
      `${of.actor.name} disabled the key ${nameOf(of)}. It is refused until somebody enables it.`,
  }),
  'key.rotated': noticeOf({
    title: 'Key rotated',
    to: 'owner',
    action: 'key.rotate',
    mail: true,
    from: ({ detail }) => ({ oldSecretEnds: detail.graceSeconds === 0 ? null : detail.oldSecretEnds }),
    data: ofKeyBy({ oldSecretEnds: instant.nullish().describe('Until when the secret before works too') }),
    words: (of) =>
      `${of.actor.name} gave the key ${nameOf(of)} a new secret. ${of.oldSecretEnds ? `The one before works until ${day(of.oldSecretEnds)}.` : 'The one before ends with the rotation.'}`,
  }),
  'key.transferred': noticeOf({
    title: 'Key transferred',
    to: 'owner',
    action: 'key.transfer',
    mail: true,
    from: ({ detail }) => ({ previousOwner: fromOf(detail.owner) }),
    data: ofKeyBy({ previousOwner: z.object({ id: uuid, name: z.string().max(200) }).nullable() }),
    words: (of) =>
      `${of.actor.name} gave the key ${nameOf(of)} to ${of.owner.name}${of.previousOwner ? `. It was ${of.previousOwner.name}’s` : ''}.`,
  }),
  'key.revoked': noticeOf({
    title: 'Key revoked',
    to: 'owner',
    action: 'key.revoke',
    mail: true,
    data: ofKeyBy({ reason: z.string().max(500).nullish() }),
    words: (of) =>
      sentence(
        of.actor.type === 'system' && of.actor.name === retiredSecretsActor
          ? `The key ${nameOf(of)} was revoked for good, because a retired secret was used${of.reason ? `. ${of.reason}` : ''}`
          : `${of.actor.name} revoked the key ${nameOf(of)} for good${of.reason ? `: ${of.reason}` : ''}`,
      ),
  }),
} as const
