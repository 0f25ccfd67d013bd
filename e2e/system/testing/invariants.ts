import { Client } from 'pg'
import { type ExportedEvent, exportedColumns, firstFault, type Head } from '#lib/http/testing/chain.ts'

/** What must hold of a database of keys at rest, whatever was cut short before. Each query finds what breaks it. */
const broken: Readonly<Record<string, string>> = {
  'a key without a newest secret, or with two': `select id from api_key k
    where (select count(*) from key_secret s where s.key_id = k.id and s.not_after is null) <> 1`,
  'a key whose newest secret is of another generation': `select k.id from api_key k join key_secret s on s.key_id = k.id and s.not_after is null
    where s.generation <> k.generation or s.start <> k.start or s.last <> k.last`,
  'a key that was made and not audited': `select k.id from api_key k
    where (select count(*) from audit_event e where e.target_id = k.id::text and e.action = 'key.create') <> 1`,
  'an audited making of no key': `select e.id from audit_event e
    where e.action = 'key.create' and not exists (select from api_key k where k.id::text = e.target_id)`,
  'a rotation that is not audited, or the other way about': `select k.id from api_key k
    where (select count(*) from audit_event e where e.target_id = k.id::text and e.action = 'key.rotate') <> k.generation - 1`,
  'a revocation that is not audited, or the other way about': `select k.id from api_key k
    where (select count(*) from audit_event e where e.target_id = k.id::text and e.action = 'key.revoke') <> (k.revoked_at is not null)::int`,
  'an idempotency key without an answer': 'select scope from idempotency_record where status is null',
}

/** What is broken in the database at `url`, its audit chains included; empty where all is well. */
export async function brokenInvariants(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const faults: string[] = []
    for (const [name, query] of Object.entries(broken)) {
      const { rows } = await client.query(query)
      if (rows.length > 0) faults.push(`${name}: ${rows.length}`)
    }
    const { rows: organizations } = await client.query<Head & { id: string }>(
      `select id, audit_seq::text as seq, encode(audit_hash, 'hex') as hash from organization`,
    )
    for (const { id, ...head } of organizations) {
      const { rows } = await client.query<ExportedEvent>(
        `select ${exportedColumns} from audit_event where organization_id = $1 order by audit_event.seq`,
        [id],
      )
      const fault = firstFault(rows, head)
      if (fault) faults.push(fault)
    }
    return faults
  } finally {
    await client.end()
  }
}
