import type { Rung } from '#lib/contracts/levels.ts'

/** The rungs as they are drawn: the highest first. */
export const fromTheTop = (rungs: readonly Rung[]): Rung[] => rungs.toSorted((a, b) => b.level - a.level)

/** What a rung includes of those below, in the order in which they add it. */
export function included(level: number, rungs: readonly Rung[]): string[] {
  const below = rungs.filter((rung) => rung.level < level).toSorted((a, b) => a.level - b.level)
  return [...new Set(below.flatMap(({ permissions }) => permissions))]
}

/** Permissions that stand on no rung, in the order of the catalogue. */
export function onNoRung(catalogue: readonly { name: string }[], rungs: readonly Rung[]): string[] {
  const standing = new Set(rungs.flatMap(({ permissions }) => permissions))
  return catalogue.map(({ name }) => name).filter((name) => !standing.has(name))
}

/** The next rung above or below a level; null at the end of the ladder, and from no rung down. */
export function neighbour(level: number | null, rungs: readonly Rung[], way: 'up' | 'down'): Rung | null {
  const sorted = rungs.toSorted((a, b) => a.level - b.level)
  if (level === null) return way === 'up' ? (sorted[0] ?? null) : null
  return (
    (way === 'up'
      ? sorted.find((rung) => rung.level > level)
      : sorted.findLast((rung) => rung.level < level)) ?? null
  )
}

/** A rung as people call it: `3: Write public`. */
export const rungName = ({ level, name }: Pick<Rung, 'level' | 'name'>): string =>
  name ? `${level}: ${name}` : String(level)

/** Permissions that leave another rung when one adds `names`, each with the rung that it leaves. */
export function movedHere(
  names: readonly string[],
  level: number,
  rungs: readonly Rung[],
): { name: string; from: Rung }[] {
  return rungs
    .filter((rung) => rung.level !== level)
    .flatMap((from) =>
      from.permissions.filter((name) => names.includes(name)).map((name) => ({ name, from })),
    )
}
