/** How many cuts a blade has. */
export const cutCount = 8

/** A cut is 0 (the blade is left whole) to 6 (the deepest). Seven depths: a prime, see `cuts`. */
export const depths = 7

/** The forms of the bow (the part one holds). */
export const bowCount = 4

/** FNV-1a over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/), then Murmur3's finalizer to spread it. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193)
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}

/**
 * The cuts of a key's blade: `cutCount` depths, of which neighbours may be equal. The same id and generation give
 * the same cuts everywhere and always.
 *
 * Every cut changes with every rotation: each position starts at a depth of its own and moves on by a step that is
 * not 0 modulo `depths`, and by another such step where a round of `depths` generations ends. A picture is no secret
 * and no proof; nothing is derived from the secret itself.
 *
 * @param generation how many secrets the key had before this one, 0 for its first
 */
export function cuts(keyId: string, generation: number): number[] {
  const rounds = Math.floor(generation / depths) % depths
  const turns = (generation % depths) + rounds * (depths - 1)
  return Array.from({ length: cutCount }, (_, position) => {
    const start = hash(`${keyId}/start/${position}`) % depths
    const step = 1 + (hash(`${keyId}/step/${position}`) % (depths - 1))
    const roundStep = 1 + (hash(`${keyId}/round/${position}`) % (depths - 1))
    return (start + turns * step + rounds * roundStep) % depths
  })
}

/** Which bow a key has, 0 to `bowCount - 1`: of its id alone, so that a rotated key keeps it. */
export function bow(keyId: string): number {
  return hash(`${keyId}/bow`) % bowCount
}
