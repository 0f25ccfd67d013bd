import type { ChartColor } from '#components/ui/chart-colors.ts'
import { seriesColors } from '#components/ui/chart-colors.ts'
import { fillSlots, type Outcomes, tally } from '#lib/client/usage-series.ts'
import { type ProjectColor, projectColors } from '#lib/contracts/projects.ts'
import type { UsageGroup } from '#lib/contracts/usage.ts'
import type { Usage } from './usage.ts'

/** How many projects or keys a chart names; the rest of them stand together. */
export const namedGroups = seriesColors.length

export interface SplitSeries {
  id: string
  name: string
  color: ChartColor
  /** Over the whole span. */
  count: number
}

export interface SplitSlot {
  /** Milliseconds since the epoch: the start of the hour or day, UTC. */
  at: number
  /** One for each series. */
  counts: number[]
}

const all = (outcomes: Outcomes) => {
  const { valid, refused } = tally(outcomes)
  return valid + refused
}

/**
 * Verifications of a span by project or key, whatever their outcome: each group of the answer has a series, those with the
 * most first, and what belongs to none of them is `Others`, so that every hour and day adds up to its true total.
 * @param own the colours that groups have, by their ids
 */
export function splitUsage(
  usage: Usage,
  own: ReadonlyMap<string, ProjectColor>,
): { series: SplitSeries[]; slots: SplitSlot[] } {
  const { from, to, unit } = usage
  const groups = usage.groups.slice(0, namedGroups)
  const colors = colorsOf(groups, own)
  const columns = groups.map((group) => fillSlots(group.points, from, to, unit))
  const slots = fillSlots(usage.points, from, to, unit).map(({ at, outcomes }, index) => {
    const counts = columns.map((column) => all(column[index]?.outcomes ?? {}))
    // The groups are counted a moment after the whole, and may be ahead of it by what came in between.
    const rest = Math.max(0, all(outcomes) - sum(counts))
    return { at, counts: [...counts, rest] }
  })
  const series = [
    ...groups.map(({ id, name }, index) => ({ id, name, color: colors[index] ?? 'rest' })),
    { id: 'others', name: 'Others', color: 'rest' as const },
  ].map((each, index) => ({ ...each, count: sum(slots.map(({ counts }) => counts[index] ?? 0)) }))
  if (series.at(-1)?.count !== 0) return { series, slots }
  return {
    series: series.slice(0, -1),
    slots: slots.map(({ at, counts }) => ({ at, counts: counts.slice(0, -1) })),
  }
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

/**
 * A colour for each group, no two the same: its own, unless a larger group has the same one; then one that no group shown has.
 * Groups without colours are told apart by those of the charts.
 */
function colorsOf(groups: readonly UsageGroup[], own: ReadonlyMap<string, ProjectColor>): ChartColor[] {
  if (!groups.some(({ id }) => own.has(id))) return [...seriesColors]
  const theirs = new Set(groups.map(({ id }) => own.get(id)))
  const free = projectColors.filter((color) => !theirs.has(color))
  const taken = new Set<ProjectColor>()
  return groups.map(({ id }) => {
    const mine = own.get(id)
    const color = mine && !taken.has(mine) ? mine : (free.shift() ?? 'ink')
    taken.add(color)
    return color
  })
}
