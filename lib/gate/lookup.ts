import { database } from '#lib/db/client.ts'
import { databaseAway } from '#lib/db/failures.ts'
import { ring } from '#lib/secret/ring.ts'
import { beginFill, databaseTime, type Instant, mayKeep } from './lease.ts'
import { type GateNode, gateNode } from './node.ts'
import { type Found, makeReader, type Reader } from './reader.ts'

/** What a look-up gives: at once from memory, or later from the database. */
export type Sought = Found | null | Promise<Found | null>

/**
 * The key that a presented secret opens; null where there is none. From memory, without a promise, where the lease allows it.
 *
 * A string whose checksum is wrong is turned away without a query. That is quicker, and so tells a forger that the
 * checksum was wrong; of the 256 bits behind it it tells nothing. The digests are found by an index, whose time depends
 * on a keyed hash of the guess, not on the guess, and compared whole once more.
 * @throws what `pg` throws when the database cannot be asked
 */
export function lookup(presented: string): Sought {
  const read = () => (ring().wellFormed(presented) ? reader().byDigest(ring().digests(presented)) : null)
  const node = gateNode()
  return node ? recall(node, node.nameOf(presented), read) : read()
}

/**
 * The key of a secret that is named by its id, as a token names it; null where there is none.
 * @param secretId a uuid
 * @throws what `pg` throws when the database cannot be asked
 */
export function lookupSecret(secretId: string): Sought {
  const read = () => reader().bySecret(secretId)
  const node = gateNode()
  return node ? recall(node, `secret:${secretId}`, read) : read()
}

/** From memory, or else from the database, and then into memory where nothing came between. */
function recall(node: GateNode, name: string, read: () => Promise<Found | null> | null): Sought {
  const at = node.clock()
  const lease = node.lease()
  const fill = beginFill(lease, at)
  if (!fill) return readUnkept(node, name, at, read)
  const record = node.cache.get(name)
  if (record) {
    node.counts.hits += 1
    return { record, now: databaseTime(lease, at) }
  }
  // Who asks now may share a look-up only if no change was heard since it began: it may have read the state before.
  const under = node.fills.get(name)
  if (under && mayKeep(lease, under.fill)) return under.found
  const found = read()
  if (!found) return null
  node.counts.misses += 1
  const kept = found
    .then((one) => {
      if (one && mayKeep(node.lease(), fill)) node.cache.put(name, one.record)
      return one
    })
    .finally(() => {
      if (node.fills.get(name)?.found === kept) node.fills.delete(name)
    })
  node.fills.set(name, { fill, found: kept })
  return kept
}

/** Outside the lease every question goes to the database, and nothing is remembered. */
async function readUnkept(
  node: GateNode,
  name: string,
  at: Instant,
  read: () => Promise<Found | null> | null,
): Promise<Found | null> {
  const stale = node.stale(name, at)
  if (stale && node.wasAway(at)) return lastKnown(node, stale)
  node.counts.misses += 1
  try {
    return await read()
  } catch (error) {
    if (!databaseAway(error)) throw error
    node.noteAway(at)
    if (stale) return lastKnown(node, stale)
    throw error
  }
}

function lastKnown(node: GateNode, stale: Found): Found {
  node.counts.stale += 1
  return stale
}

/** Where this process is no node, it reads through the connections of all else. */
let aside: Reader | undefined

function reader(): Reader {
  aside ??= makeReader(() => database().pool)
  return gateNode()?.reader ?? aside
}
