import type { Rung } from '#lib/contracts/permissions.ts'

/** What a change of a role or of the ladder does to those who have it. They notice unless they hold the permission by another way. */
export interface Shift {
  name: string
  gained: boolean
  /** Who has this role; null for a shift on the ladder. */
  roleId: string | null
  /** Whose level is at least this, and below `high` where that is set; both null for a shift of a role. */
  low: number | null
  high: number | null
}

/** The shifts for keys of a role that held `before` and holds `after` from then on, or that get another role which does. */
export function roleShifts(roleId: string, before: readonly string[], after: readonly string[]): Shift[] {
  const lacks = (names: readonly string[], other: readonly string[], gained: boolean) => {
    const there = new Set(other)
    return names
      .filter((name) => !there.has(name))
      .map((name) => ({ name, gained, roleId, low: null, high: null }))
  }
  return [...lacks(after, before, true), ...lacks(before, after, false)]
}

/**
 * The shifts between two ladders. A level holds a permission from its lowest rung on: where that goes down, the levels between
 * gain it, and where it goes up, they lose it.
 */
export function ladderShifts(before: readonly Rung[], after: readonly Rung[]): Shift[] {
  const [from, to] = [lowestRungs(before), lowestRungs(after)]
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((name) => {
    const [was, is] = [from.get(name) ?? top, to.get(name) ?? top]
    if (was === is) return []
    const high = Math.max(was, is)
    return [
      { name, gained: is < was, roleId: null, low: Math.min(was, is), high: high === top ? null : high },
    ]
  })
}

/** Above every rung: where a permission stands that is on none. */
const top = Number.POSITIVE_INFINITY

function lowestRungs(ladder: readonly Rung[]): Map<string, number> {
  const lowest = new Map<string, number>()
  for (const { level, permissions } of ladder)
    for (const name of permissions) lowest.set(name, Math.min(level, lowest.get(name) ?? top))
  return lowest
}

/** The ladder once a rung adds exactly `names`: whatever of them stood on another has left it. */
export function withRung(ladder: readonly Rung[], level: number, names: readonly string[]): Rung[] {
  const moved = new Set(names)
  return ladder.map((rung) => ({
    level: rung.level,
    permissions: rung.level === level ? names : rung.permissions.filter((name) => !moved.has(name)),
  }))
}
