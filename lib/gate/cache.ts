import { LRUCache } from 'lru-cache'
import type { KeyRecord } from './record.ts'

/**
 * What a node remembers of keys, the longest unused forgotten first. Whether it may be used is the lease's to say.
 *
 * A key is remembered under each digest of a secret that was presented and under the id of each secret that a token
 * named. One key is dropped by its id; an owner, a project or an organization by a mark: what was read before the mark
 * does not count.
 */
export interface KeyCache {
  get(name: string): KeyRecord | undefined
  put(name: string, record: KeyRecord): void
  /** Forgets what the scopes name. */
  drop(scopes: readonly string[]): void
  /** Forgets everything. */
  clear(): void
  /** What is remembered for organizations that go on with it while the database is away (`staleSeconds`). */
  lenient(): Map<string, KeyRecord>
  readonly size: number
}

interface Entry {
  record: KeyRecord
  /** The count of marks when it was remembered. */
  marks: number
}

/** How many marks are kept; past it everything is forgotten, which is right and merely slow. */
const maxMarks = 10_000

export function makeCache(max: number): KeyCache {
  const entries = new LRUCache<string, Entry>({
    max: Math.max(1, max),
    dispose: ({ record }, name) => {
      if (record.staleSeconds > 0) lenient -= 1
      forgetName(record.id, name)
    },
  })
  /** The names under which each key is remembered. */
  const names = new Map<string, string | Set<string>>()
  const marked = new Map<string, number>()
  let marks = 0
  /** How many entries are `lenient`; mostly none, and then nothing has to be walked. */
  let lenient = 0

  function addName(id: string, name: string): void {
    const known = names.get(id)
    if (known === undefined) names.set(id, name)
    else if (known instanceof Set) known.add(name)
    else if (known !== name) names.set(id, new Set([known, name]))
  }

  function forgetName(id: string, name: string): void {
    const known = names.get(id)
    if (known === name) names.delete(id)
    else if (known instanceof Set && known.delete(name) && known.size === 0) names.delete(id)
  }

  function isMarked({ record, marks: at }: Entry): boolean {
    const since = (scope: string) => (marked.get(scope) ?? 0) > at
    return (
      since(`project:${record.projectId}`) ||
      since(`organization:${record.organizationId}`) ||
      since(`owner:${record.owner.id}`)
    )
  }

  function clear(): void {
    entries.clear()
    names.clear()
    marked.clear()
  }

  return {
    get(name) {
      const entry = entries.get(name)
      if (entry === undefined) return undefined
      if (marked.size > 0 && isMarked(entry)) {
        entries.delete(name)
        return undefined
      }
      return entry.record
    },
    put(name, record) {
      if (max === 0) return
      entries.set(name, { record, marks })
      if (record.staleSeconds > 0) lenient += 1
      addName(record.id, name)
    },
    drop(scopes) {
      for (const scope of scopes) {
        if (!scope.startsWith('key:')) {
          marks += 1
          marked.set(scope, marks)
          continue
        }
        const known = names.get(scope.slice(4))
        if (known === undefined) continue
        for (const name of known instanceof Set ? [...known] : [known]) entries.delete(name)
      }
      if (marked.size > maxMarks) clear()
    },
    clear,
    lenient() {
      const kept = new Map<string, KeyRecord>()
      if (lenient === 0) return kept
      for (const [name, entry] of entries.entries())
        if (entry.record.staleSeconds > 0 && !isMarked(entry)) kept.set(name, entry.record)
      return kept
    },
    get size() {
      return entries.size
    },
  }
}
