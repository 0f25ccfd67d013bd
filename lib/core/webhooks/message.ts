import type { Claimed } from './claim.ts'
import { openSigningSecret } from './secret.ts'
import { headersOf, payloadOf, signatureOf } from './sign.ts'

/** What is sent: never written down, since its signatures are in it. */
export interface Message {
  headers: Record<string, string>
  body: string
}

/**
 * A claimed delivery as it is sent, signed with the secret of its endpoint, and the one before while that counts.
 * @param at when: receivers refuse what is older than some minutes
 * @returns null where no secret opens, because the server's session key is another than when they were made
 */
export function messageOf(claimed: Claimed, at: Date): Message | null {
  const { endpointId, messageId, sealed, previousSealed } = claimed
  const secrets = [sealed, previousSealed]
    .map((bytes) => bytes && openSigningSecret(endpointId, bytes))
    .filter((secret) => secret !== null)
  if (secrets.length === 0) return null
  const body = payloadOf({ type: claimed.type, at: claimed.noticeAt, data: claimed.data })
  const signature = signatureOf({ id: messageId, at, payload: body }, secrets)
  return { headers: { ...headersOf(messageId, at), 'webhook-signature': signature }, body }
}
