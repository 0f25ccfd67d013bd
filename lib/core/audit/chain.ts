import { createHash } from 'node:crypto'
import { canonical } from './canonical.ts'

/** Everything that the hash of an event covers, in the form it is exported. */
export interface ChainedEvent {
  organizationId: string
  seq: string
  id: string
  at: string
  actor: { type: 'user' | 'key' | 'system'; id: string | null; name: string }
  action: string
  target: { type: string; id: string; name: string }
  projectId: string | null
  detail: unknown
  ip: string | null
  userAgent: string | null
  requestId: string
}

/** An event with its place in the chain, as an export carries it: hashes in hex, that before the first event empty. */
export interface LinkedEvent extends ChainedEvent {
  prevHash: string
  hash: string
}

/** SHA-256 over the hash before and the event in canonical JSON: 32 bytes. */
export function chainHash(previous: Uint8Array, event: ChainedEvent): Uint8Array<ArrayBuffer> {
  const digest = createHash('sha256').update(previous).update(canonical(event)).digest()
  return new Uint8Array(digest)
}

/** The hash that a linked event ought to have after the one before it, in hex. */
export function linkHash(previous: string, linked: LinkedEvent): string {
  const { prevHash: _previous, hash: _own, ...event } = linked
  return Buffer.from(chainHash(Buffer.from(previous, 'hex'), event)).toString('hex')
}
