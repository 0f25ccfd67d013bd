import { createHmac } from 'node:crypto'
import type { Secret } from '#lib/secret/secret.ts'

/** What is sent of a notice: the body, to the byte the same at each attempt. */
export function payloadOf(notice: { type: string; at: Date; data: unknown }): string {
  return JSON.stringify({ type: notice.type, timestamp: notice.at.toISOString(), data: notice.data })
}

/** The headers of an attempt, but for its signatures. */
export function headersOf(messageId: string, at: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Latchwork-Webhooks/1',
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  }
}

/**
 * The `webhook-signature` of a message: one signature by each secret, so that a receiver that knows any of them accepts it.
 * Source: Standard Webhooks 1.0, “Signature scheme”, symmetric.
 */
export function signatureOf(
  message: { id: string; at: Date; payload: string },
  secrets: readonly Secret[],
): string {
  const signed = `${message.id}.${Math.floor(message.at.getTime() / 1000)}.${message.payload}`
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.reveal().replace(/^whsec_/, ''), 'base64')
      return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
    })
    .join(' ')
}
