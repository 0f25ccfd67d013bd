import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Operation } from '#lib/contracts/operation.ts'
import { operations } from '#lib/contracts/operations.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { callerNames } from './testing/callers.ts'
import { describeMatrix, sentTo, targetOf } from './testing/matrix.ts'
import { type Caller, holds, onKey, type Target } from './testing/model.ts'
import { fieldsOf, isId } from './testing/schema.ts'
import { goodRequest, idsOf, type Stage, setStage } from './testing/stage.ts'
import { changedTables, digestTables } from './testing/tables.ts'

/*
 * The authorization matrix: every operation × every kind of caller, generated from the operations. An operation that
 * is added is covered by being in the list.
 */

/** What an operation answers whoever may call it, where the stage cannot make it succeed. */
const settled: Readonly<Record<string, number | ((caller: Caller) => number)>> = {
  setUp: 410, // There is an owner already.
  confirmSecondFactor: 409, // None was begun.
  narrowKey: 409, // No verification has asked anything of it.
  regenerateRecoveryCodes: 409, // The second factor is off.
  removeSecondFactor: 409,
  requestApproval: 409, // One is open for the key.
  acceptInvitation: 403, // It is for somebody else.
  joinByInvitation: 400, // A new account has a name.
  createGatewayKey: ({ kind }) => (kind === 'key' ? 400 : 201), // As for a service account, which it makes.
  createServiceAccount: ({ kind }) => (kind === 'key' ? 400 : 201), // No person’s key: it has to name who answers.
  archiveServiceAccount: 409, // It owns keys.
  // The only owner stays, and so do those who own keys.
  leaveOrganization: ({ name }) => (/OWNER|MEMBER/.test(name) ? 409 : 204),
}

withDatabase()

let stage: Stage
let target: Target
beforeAll(async () => {
  stage = await setStage()
  target = targetOf(stage)
}, 120_000)

let changed: string[] = []
afterEach(async () => {
  if (changed.length > 0) await stage.snapshot.restore()
  changed = []
})

describeMatrix({ operations, callerNames, stage: () => stage, settled })

/*
 * Many at once are judged one by one: as the verb for one would, of what is another's, of nothing and of another tenant
 * alike.
 */
describe.each([
  { action: 'disable', verb: 'updateKey' },
  { action: 'enable', verb: 'updateKey' },
  { action: 'revoke', verb: 'revokeKey' },
  { action: 'transfer', verb: 'updateKey' },
])('bulkKeys, to $action', ({ action, verb }) => {
  const operation = operations.find(({ id }) => id === verb)

  test.each(callerNames)('for %s', async (name) => {
    const caller = operation && stage.callersOf(operation).find((one) => one.name === name)
    if (!caller || operation?.right.kind !== 'permission') return
    const { a, keys } = stage
    const nothing = randomUUID()
    const ids = [keys.kestrel.id, nothing, keys.zebra.id]
    const body = {
      action,
      ids,
      ...(action === 'transfer' ? { ownerId: (caller.tenant ?? a).people.OTHER.id } : {}),
    }
    const answer = await stage.ask({ method: 'POST', path: '/api/v1/keys/bulk', token: caller.token, body })
    changed = changedTables(stage.snapshot.digest, await digestTables())
    if (caller.kind === 'anonymous') expect(answer.status).toBe(401)
    else if (action === 'transfer' && !holds(caller, 'api_key:update:any')) expect(answer.status).toBe(403)
    else {
      expect(answer.status, answer.text).toBe(200)
      const own = caller.tenant === stage.b ? keys.zebra.id : keys.kestrel.id
      const at =
        caller.tenant === stage.b ? { ...target, tenant: stage.b, projectId: stage.b.first.id } : target
      const want = onKey(caller, at, operation.right.name)
      const codes = { done: undefined, 401: undefined, 403: 'forbidden', 404: 'not_found' }
      const { results } = answer.json as { results: { id: string; ok: boolean; code?: string }[] }
      expect(results.map(({ id, ok, code }) => ({ id, ok, code }))).toEqual(
        ids.map((id) =>
          id === own ? { id, ok: want === 'done', code: codes[want] } : { id, ok: false, code: 'not_found' },
        ),
      )
      // To enable what is enabled changes nothing, whoever may.
      if (want === 'done' && action !== 'enable') expect(changed).toContain('audit_event')
      else expect(changed).toEqual([])
      return
    }
    expect(changed).toEqual([])
  })
})

/** Each field of a body or a query that takes an id, and is not needed for the request. */
const idFields = operations.flatMap((operation) =>
  (['body', 'query'] as const).flatMap((part) =>
    Object.entries(fieldsOf(operation[part]))
      .filter(([, field]) => isId(field))
      .map(([field]) => ({ operation, part, field })),
  ),
)

describe.each(idFields)('$operation.id, $field in the $part', ({ operation, part, field }) => {
  test('answers the id of another tenant’s thing as one of nothing, and changes nothing there', async () => {
    const { a, b, keys } = stage
    const owner = stage.callersOf(operation).find((one) => one.name === 'the OWNER')
    if (!owner) throw new Error('No owner')
    const foreign = [
      b.organizationId,
      b.first.id,
      b.people.OWNER.id,
      b.serviceAccountId,
      keys.zebra.id,
      ...b.roles.values(),
    ]
    const answers = []
    for (const id of [randomUUID(), ...foreign]) {
      const { body } = goodRequest(operation, stage)
      const listed = Array.isArray((body as Record<string, unknown> | undefined)?.[field]) ? [id] : id
      const over =
        part === 'query'
          ? { query: { [field]: id } }
          : { body: { ...(body as object), [field]: listed, ...alongside(operation, field) } }
      const answer = await stage.ask(sentTo(stage, operation, owner, idsOf(stage), over))
      expect(answer.text).not.toContain('zebra')
      answers.push({
        status: answer.status,
        text: answer.text.replaceAll(id, 'ID').replaceAll(/"\d{4}-[^"]+Z"/g, 'INSTANT'),
      })
      expect(await foreignRows(b.organizationId)).toBe(before)
      await stage.snapshot.restore()
    }
    const [nothing, ...others] = answers
    for (const answer of others) expect(answer).toEqual(nothing)
    expect(a.organizationId).not.toBe(b.organizationId)
  })

  let before: string
  beforeAll(async () => {
    before = await foreignRows(stage.b.organizationId)
  })
})

/** What a field goes with, where a refinement ties two together. */
function alongside(operation: Operation, field: string): object {
  return operation.id === 'bulkKeys' && field === 'ownerId' ? { action: 'transfer' } : {}
}

async function foreignRows(organizationId: string): Promise<string> {
  const { rows } = await database().pool.query<{ text: string }>(
    `select coalesce(string_agg(to_jsonb(k)::text, '' order by k.id), '') as text from api_key k where organization_id = $1`,
    [organizationId],
  )
  return rows[0]?.text ?? ''
}
