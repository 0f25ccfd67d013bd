import { expect, test } from 'vitest'
import { readJson } from './read-body.ts'
import { SurfaceError } from './surface-error.ts'

/** What Node reports of a client that hung up in the middle of its body. */
const aborted = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })

test('a client that hangs up is told of as such, not as the database going away', async () => {
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"key":')),
    pull: (controller) => controller.error(aborted),
  })
  const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } }
  const refusal = await readJson(new Request('http://localhost/', init as RequestInit)).catch(
    (error: unknown) => error,
  )
  expect(refusal).toBeInstanceOf(SurfaceError)
  expect(refusal).toMatchObject({ code: 'invalid', message: 'The body broke off.' })
})
