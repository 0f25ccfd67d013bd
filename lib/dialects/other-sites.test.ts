import { beforeAll, expect, test } from 'vitest'
import { cookieOf } from '#lib/auth/testing.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { refusalIn } from '#lib/http/testing/refusal.ts'
import { goodRequest, type Stage } from '#lib/http/testing/stage.ts'
import { changedTables, digestTables } from '#lib/http/testing/tables.ts'
import { origin } from '#lib/http/testing/world.ts'
import { dialectOperations } from './registry.ts'
import { setDialectStage } from './testing/stage.ts'

/* A visitor's cookie opens no dialect, whichever page sends it: their clients are programs. */

withDatabase()

let stage: Stage
let cookie: string
beforeAll(async () => {
  stage = await setDialectStage()
  cookie = await cookieOf(stage.a.people.OWNER.sessionId)
}, 120_000)

test.each(dialectOperations)(
  '$id takes a browser’s cookie for nobody, and lets no page read it',
  async (operation) => {
    const good = goodRequest(operation, stage)
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => good.params[name] ?? '')
    for (const from of [origin, 'https://evil.example', 'null']) {
      const answer = await stage.ask({
        method: operation.method,
        path,
        headers: { cookie, origin: from },
        ...(good.body === undefined ? {} : { body: good.body }),
      })
      expect(answer.status, answer.text).toBe(401)
      expect(refusalIn(operation, answer)?.status).toBe(401)
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect(changedTables(stage.snapshot.digest, await digestTables())).toEqual([])
  },
)
