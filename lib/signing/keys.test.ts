import { createServer } from 'node:net'
import { beforeEach, describe, expect, test } from 'vitest'
import { database, openDatabase } from '#lib/db/client.ts'
import { databaseAway } from '#lib/db/failures.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { readJwt, signJwt } from './jwt.ts'
import { forgetSigningKeys, publishedKeys, signer } from './keys.ts'
import { rotate } from './rotate.ts'

withDatabase()

beforeEach(async () => {
  await database().pool.query('delete from signing_key')
  forgetSigningKeys()
})

const minute = 60_000

/** Lets the keys have been read so long ago, by one clock or by both. */
function readBefore(milliseconds: number, { at = true, wall = true } = {}): void {
  const held = globalThis.latchworkSigning?.held
  if (!held) throw new Error('No keys were read')
  if (at) held.at -= milliseconds
  if (wall) held.wall -= milliseconds
}

/** Does something while nobody answers where the database should be. */
async function whileAway<T>(work: () => Promise<T>): Promise<T> {
  const there = database()
  const free = createServer()
  await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
  const address = free.address()
  const port = typeof address === 'object' ? address?.port : 0
  await new Promise((resolve) => free.close(resolve))
  const away = openDatabase({ url: `postgresql://nobody@127.0.0.1:${port}/nothing`, connections: 1 })
  globalThis.latchworkDatabase = away
  try {
    return await work()
  } finally {
    globalThis.latchworkDatabase = there
    await away.pool.end()
  }
}

/** A token that was signed `ago` milliseconds ago, and lives for so many seconds. */
async function token(lifetime: number, ago = 0): Promise<string> {
  const by = await signer()
  const iat = Math.floor((by.now - ago) / 1000)
  return signJwt(by, { sub: 's', jti: 'j', aud: 'a', iat, exp: iat + lifetime })
}

const outcome = async (work: Promise<unknown>) => {
  try {
    return await work
  } catch (error) {
    return databaseAway(error) ? 'away' : error
  }
}

describe('while the database is away', () => {
  test('tokens are checked with the public keys that were read last, and it is said that those are only remembered', async () => {
    const text = await token(3600)
    expect((await readJwt(text))?.away).toBeNull()
    // Ten minutes of the token's life have passed too.
    readBefore(10 * minute)
    await whileAway(async () => {
      for (let round = 0; round < 3; round += 1) {
        const read = await readJwt(text)
        expect(read?.payload.jti).toBe('j')
        expect(databaseAway(read?.away?.error)).toBe(true)
      }
    })
  })

  test('nothing is signed or published by what is only remembered', async () => {
    await token(3600)
    readBefore(10 * minute)
    await whileAway(async () => {
      expect(await outcome(signer())).toBe('away')
      expect(await outcome(publishedKeys())).toBe('away')
    })
  })

  test.each([
    ['the process ran', {}],
    ['the machine was suspended', { at: false }],
    ['the clock was set back', { wall: false }],
  ])(
    'keys are remembered until the last token from before their reading has ended, where %s',
    async (_, clocks) => {
      const text = await token(2 * 3600)
      readBefore(59 * minute, clocks)
      await whileAway(async () => expect((await readJwt(text))?.payload.jti).toBe('j'))
      readBefore(minute, clocks)
      await whileAway(async () => expect(await outcome(readJwt(text))).toBe('away'))
    },
  )

  test('a token ends in its time, also where the machine was suspended', async () => {
    const text = await token(300)
    readBefore(6 * minute, { at: false })
    await whileAway(async () => expect(await readJwt(text)).toBeNull())
  })

  test('a key that was to retire meanwhile has retired, and one that is not known may be new', async () => {
    const text = await token(3600)
    await rotate({ when: 'next' })
    const retire = 'update signing_key set retired_at = now() + $1::interval where retired_at is not null'
    await database().pool.query(retire, ['5 minutes'])
    forgetSigningKeys()
    expect((await readJwt(text))?.payload.jti).toBe('j')
    readBefore(4 * minute)
    await whileAway(async () => expect((await readJwt(text))?.payload.jti).toBe('j'))
    readBefore(2 * minute)
    await whileAway(async () => expect(await outcome(readJwt(text))).toBe('away'))
  })

  test('the database is asked again once a second, not for every token', async () => {
    const text = await token(3600)
    readBefore(10 * minute)
    await whileAway(() => readJwt(text))
    // There again, but believed to be away: it was so this instant.
    const { away } = globalThis.latchworkSigning ?? {}
    if (!away) throw new Error('The database was not away')
    away.at = performance.now()
    expect((await readJwt(text))?.away).not.toBeNull()
    await expect.poll(async () => (await readJwt(text))?.away, { timeout: 15_000 }).toBeNull()
  })
})

test('once the database answers again, a key that was withdrawn meanwhile is taken no more', async () => {
  const text = await token(3600)
  readBefore(10 * minute)
  await whileAway(() => readJwt(text))
  await rotate({ when: 'now' })
  await expect.poll(() => readJwt(text), { timeout: 15_000 }).toBeNull()
})
