import { z } from 'zod'
import { actorRef, ipRange } from './api-key.ts'
import { commaList, cursor, instant, limit, line, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'
import { streamed } from './streamed.ts'

const readsAudit: Right = { kind: 'permission', name: 'audit_event:read', scoped: false }

/** A place in an organization's chain, from 1 on: text, since it is what the hash covers. */
export const auditSeq = z
  .string()
  .max(19)
  .regex(/^(0|[1-9]\d{0,17})$/, 'Expected a place in the log, such as 1042')

const sha256 = z.string().regex(/^([0-9a-f]{64})?$/)

export const actorTypes = ['user', 'key', 'system'] as const

const project = z.object({ id: uuid, name: z.string().max(100) })

export const auditEvent = z.object({
  id: uuid,
  seq: auditSeq,
  at: instant,
  actor: actorRef,
  action: z.string().max(100),
  target: z.object({
    type: z.string().max(50),
    id: z.string().max(200),
    name: z.string().max(300),
    present: z.boolean().describe('Whether it is still there to be looked at'),
  }),
  project: project.nullable(),
  ip: z.string().max(50).nullable(),
  userAgent: z.string().max(512).nullable(),
  requestId: z.string().max(100),
  detail: z
    .record(z.string().max(100), z.unknown())
    .describe('What changed, as `{ field: { from, to } }`, or what was made'),
})
export type AuditEvent = z.infer<typeof auditEvent>

export const auditEventDetail = auditEvent.extend({
  prevHash: sha256.describe('The hash of the event before, in hex; empty at the first'),
  hash: sha256.describe('SHA-256 over `prevHash` and the event, in hex'),
})
export type AuditEventDetail = z.infer<typeof auditEventDetail>

/** `key.create`, or a noun with its point for all of its actions: `key.`. */
const actionFilter = z
  .string()
  .max(100)
  .regex(
    /^[a-z][a-z0-9_]*\.([a-z][a-z0-9_]*)?$/,
    'Expected an action such as key.create, or key. for all of a kind',
  )

/** What narrows the log; the same for the list and for an export. */
export const auditFilter = {
  actor: uuid.optional().describe('The person or key that did it'),
  actorType: z.enum(actorTypes).optional(),
  action: commaList(actionFilter, 30)
    .optional()
    .describe('Several with commas; `key.` is every action on keys'),
  targetType: z
    .string()
    .max(50)
    .regex(/^[a-z][a-z_]*$/, 'Expected a kind such as key')
    .optional(),
  target: line(200).optional().describe('The id of what it was done to'),
  project: uuid.optional(),
  from: instant.optional().describe('At this instant or later'),
  to: instant.optional().describe('Before this instant'),
  address: ipRange.optional().describe('An address, or a network such as 203.0.113.0/24'),
} as const

export const listAuditEventsQuery = z.strictObject({
  cursor: cursor.optional(),
  limit,
  ...auditFilter,
  after: auditSeq.optional().describe('Only events after this place: what a reader that follows asks for'),
})
export type ListAuditEventsQuery = z.input<typeof listAuditEventsQuery>

export const listAuditEvents = operation({
  id: 'listAuditEvents',
  method: 'GET',
  path: '/api/v1/audit-events',
  tag: 'Audit log',
  summary: 'List what happened',
  description:
    'The newest first. A page looks at a bounded stretch of the log: where filters match little it may hold fewer events than its limit, or none, and still have a `nextCursor` to go on from. A key sees what happened in its project.',
  query: listAuditEventsQuery,
  reply: z.object({
    items: z.array(auditEvent).max(200),
    nextCursor: cursor.nullable(),
    head: auditSeq.describe('How far the log went when it was asked: the `after` of who follows it'),
    searchedTo: instant.nullable().describe('How far back this page looked; null: to the beginning'),
  }),
  status: 200,
  right: readsAudit,
})

export const getAuditEvent = operation({
  id: 'getAuditEvent',
  method: 'GET',
  path: '/api/v1/audit-events/{eventId}',
  tag: 'Audit log',
  summary: 'Get an event',
  description: 'With its hash and that of the event before.',
  params: z.strictObject({ eventId: uuid }),
  reply: auditEventDetail,
  status: 200,
  right: readsAudit,
  errors: ['not_found'],
})

/** The forms of an export, and the media type of each. */
export const exportFormats = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const
export type ExportFormat = keyof typeof exportFormats

export const exportAuditEvents = operation({
  id: 'exportAuditEvents',
  method: 'GET',
  path: '/api/v1/audit-events/export',
  tag: 'Audit log',
  summary: 'Export the log',
  description:
    'The oldest event first, with everything that its hash covers, up to the head of the log as it is asked. Without filters the file can be verified by itself; one that is narrowed says so in every row. An answer that is broken off is not complete.',
  query: z.strictObject({ format: z.enum(['ndjson', 'csv']), ...auditFilter }),
  reply: streamed,
  stream: Object.values(exportFormats),
  status: 200,
  right: readsAudit,
})

export const auditFaults = [
  'altered',
  'unlinked',
  'missing',
  'duplicate',
  'reordered',
  'foreign',
  'unreadable',
  'inserted',
  'truncated',
  'rewritten',
  'checkpoint',
] as const
export type AuditFaultKind = (typeof auditFaults)[number]

const position = z.string().max(1000)

const place = z.object({ seq: auditSeq, at: instant, hash: sha256 })

export const verifyAuditLog = operation({
  id: 'verifyAuditLog',
  method: 'GET',
  path: '/api/v1/audit-events/verification',
  tag: 'Audit log',
  summary: 'Verify the chain',
  description:
    'Reads the log from its first event and computes every hash anew, about a second’s worth at a time: while `status` is `unfinished`, ask again from its `position`. `broken` names the first event that is not what was written.',
  query: z.strictObject({ position: position.optional().describe('Where the last answer stopped') }),
  reply: z.object({
    status: z.enum(['whole', 'broken', 'unfinished']),
    events: z.int().min(0).describe('Verified so far, from the first on'),
    first: place.nullable(),
    last: place.nullable().describe('The last that was verified'),
    head: z
      .object({ seq: auditSeq, hash: sha256 })
      .describe('What the organization remembers of its last event'),
    checkpoint: z
      .object({ seq: auditSeq, at: instant })
      .nullable()
      .describe('The last checkpoint that was held against the log and agreed'),
    fault: z
      .object({
        kind: z.enum(auditFaults),
        seq: auditSeq.describe('Its place in the log, or the one where it should be'),
        eventId: z.string().max(36).nullable(),
        message: z.string().max(300),
      })
      .nullable(),
    position: position.nullable().describe('Where to go on; null: it is over'),
  }),
  status: 200,
  right: readsAudit,
})

const jwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().max(100),
  y: z.string().max(100),
})

export const auditCheckpoint = z.object({
  seq: auditSeq,
  hash: sha256,
  at: instant,
  jws: z.string().max(2000).describe('The statement, signed (RFC 7515): what to keep'),
})
export type AuditCheckpoint = z.infer<typeof auditCheckpoint>

export const listAuditCheckpoints = operation({
  id: 'listAuditCheckpoints',
  method: 'GET',
  path: '/api/v1/audit-checkpoints',
  tag: 'Audit log',
  summary: 'List checkpoints',
  description:
    'Signed statements of how far the log went and what its head was; the newest first. One that was kept elsewhere shows whether the log was cut short or rewritten since.',
  query: z.strictObject({ cursor: cursor.optional(), limit }),
  reply: z.object({ items: z.array(auditCheckpoint).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right: readsAudit,
})

export const createAuditCheckpoint = operation({
  id: 'createAuditCheckpoint',
  method: 'POST',
  path: '/api/v1/audit-checkpoints',
  tag: 'Audit log',
  summary: 'Create a checkpoint',
  description:
    'Of the log as it is now. One is made every hour in which something happened; where nothing has since the last, that one is given again.',
  reply: auditCheckpoint,
  status: 201,
  right: readsAudit,
})

export const getAuditKeys = operation({
  id: 'getAuditKeys',
  method: 'GET',
  path: '/api/v1/audit-keys',
  tag: 'Audit log',
  summary: 'The keys that sign checkpoints',
  description:
    'Every public key that ever signed one (RFC 7517), the newest first; `kid` is its thumbprint (RFC 7638). Keep that with your checkpoints.',
  reply: z.object({
    keys: z
      .array(jwk.extend({ kid: z.string().max(50), alg: z.literal('ES256'), use: z.literal('sig') }))
      .max(100),
  }),
  status: 200,
  right: { kind: 'public' },
  maxAge: 300,
})
