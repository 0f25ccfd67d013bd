import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { networkOf } from './addresses.ts'
import type { Meter } from './meter.ts'
import { breakGround, type Ground, hour, noon, type Planted, plantUsed, quietMeter } from './testing.ts'
import { keptNetworks, learningHours } from './watch.ts'

withDatabase()

let ground: Ground
let meter: Meter
let key: Planted
beforeAll(async () => {
  ground = await breakGround()
})
beforeEach(async () => {
  meter = quietMeter()
  key = await plantUsed(ground)
})

const day = 24 * hour

/** A valid use from each of these addresses, written down together. */
async function used(at: number, ...ips: (string | null)[]): Promise<void> {
  for (const ip of ips) meter.count(key.use({ at, ip, userAgent: `agent at ${ip}` }))
  expect(await meter.flush()).toBe(true)
}

const networks = async () =>
  (
    await database().prisma.keyAddress.findMany({ where: { keyId: key.id }, orderBy: { network: 'asc' } })
  ).map(({ network }) => network)
const alerts = () =>
  database().prisma.keyAlert.findMany({
    where: { keyId: key.id },
    orderBy: { at: 'asc' },
    select: { kind: true, at: true, ip: true, userAgent: true },
  })

describe('a new address', () => {
  test('is noted, the first that a key is used from and those of its first day are not', async () => {
    await used(noon, '203.0.113.7')
    await used(noon + (learningHours - 1) * hour, '203.0.113.8', '203.0.113.9')
    expect(await alerts()).toEqual([])
    const later = noon + 2 * day
    await used(later, '203.0.113.7')
    await used(later, '198.51.100.1')
    expect(await alerts()).toEqual([
      { kind: 'new_address', at: new Date(later), ip: '198.51.100.1', userAgent: 'agent at 198.51.100.1' },
    ])
    expect(await networks()).toEqual(['198.51.100.1', '203.0.113.7', '203.0.113.8', '203.0.113.9'])
  })

  test('is noted also where the key is used from its usual one within the same second, before and after', async () => {
    await used(noon, '203.0.113.7')
    await used(noon + 2 * day, '203.0.113.7', '198.51.100.1', '203.0.113.7')
    expect(await alerts()).toMatchObject([{ kind: 'new_address', ip: '198.51.100.1' }])
  })

  test('is noted once a day, however many there are', async () => {
    await used(noon, '203.0.113.7')
    for (const last of [1, 2, 3]) await used(noon + 2 * day, `198.51.100.${last}`)
    await used(noon + 3 * day, '198.51.100.4')
    expect((await alerts()).map(({ ip }) => ip)).toEqual(['198.51.100.1', '198.51.100.4'])
  })

  test('is none where the key comes back to it', async () => {
    await used(noon, '203.0.113.7')
    await used(noon, '203.0.113.8')
    await used(noon + 2 * day, '203.0.113.7')
    await used(noon + 3 * day, '203.0.113.8')
    expect(await alerts()).toEqual([])
  })

  test('is none for a key that is used from everywhere, of which no more than so many are kept', async () => {
    for (let last = 0; last < keptNetworks; last += 1) await used(noon, `203.0.113.${last}`)
    for (let last = 0; last < keptNetworks; last += 1) await used(noon + 2 * day, `198.51.100.${last}`)
    expect(await alerts()).toEqual([])
    expect(await networks()).toHaveLength(keptNetworks)
  })

  test('is none within the same site of IPv6, whose addresses change by themselves', async () => {
    await used(noon, '2001:db8:0:1:aaaa::1')
    await used(noon + 2 * day, '2001:db8:0:1:bbbb::2')
    expect(await alerts()).toEqual([])
    await used(noon + 2 * day, '2001:db8:0:2::1')
    expect(await alerts()).toMatchObject([{ ip: '2001:db8:0:2::1' }])
  })

  test('is none where no address was said, or something that is none', async () => {
    await used(noon, '203.0.113.7')
    await used(noon + 2 * day, null, 'the moon', '10.1')
    expect(await alerts()).toEqual([])
  })

  test('is counted again when it was not used for long, but for what it is used from all the time', async () => {
    await used(noon, '203.0.113.7')
    const { lastSeenAt } = await database().prisma.keyAddress.findFirstOrThrow({ where: { keyId: key.id } })
    expect(lastSeenAt).toEqual(new Date(noon))
    await used(noon + 3 * day, '203.0.113.8')
    await used(noon + 3 * day, '203.0.113.7')
    const rows = await database().prisma.keyAddress.findMany({ where: { keyId: key.id } })
    expect(rows.map((row) => row.lastSeenAt)).toEqual([new Date(noon + 3 * day), new Date(noon + 3 * day)])
  })
})

describe('a use after the end of the key', () => {
  const end = noon + day
  beforeEach(() =>
    database().prisma.apiKey.update({ where: { id: key.id }, data: { expiresAt: new Date(end) } }),
  )

  test('is noted once a day', async () => {
    for (const at of [end, end + 1, end + hour, end + 2 * day]) {
      meter.count(key.use({ at, code: 'EXPIRED' }))
      await meter.flush()
    }
    expect((await alerts()).map(({ kind, at }) => [kind, at])).toEqual([
      ['expired', new Date(end)],
      ['expired', new Date(end + 2 * day)],
    ])
  })

  test('is none where a secret has ended and the key has not', async () => {
    meter.count(key.use({ at: noon, code: 'EXPIRED', retiring: true }))
    await meter.flush()
    expect(await alerts()).toEqual([])
  })
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', null],
  ['0x7f.1', null],
  ['', null],
])('%s is remembered as %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network)
})
