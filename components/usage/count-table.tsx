import type { Unit } from '#lib/client/usage-series.ts'
import { slotName } from './usage-range.ts'

interface CountTableProps {
  /** What is counted, for a screen reader. */
  label: string
  unit: Unit
  columns: readonly { id: string; name: string }[]
  /** In the order of time, each with a count for every column. */
  rows: readonly { at: number; counts: readonly number[] }[]
}

/** Counts of hours or days, the newest first. */
export function CountTable({ label, unit, columns, rows }: CountTableProps) {
  return (
    <section
      aria-label={label}
      // What scrolls must be reachable by keyboard (WCAG 2.1.1).
      {...{ tabIndex: 0 }}
      className="max-h-[520px] overflow-auto border-y"
    >
      <table className="w-full border-collapse text-right">
        <thead className="sticky top-0 bg-panel">
          <tr className="h-9 text-faint text-xs shadow-[inset_0_-1px_0_var(--line)]">
            <th scope="col" className="pr-4 text-left font-normal">
              {unit === 'hour' ? 'Hour' : 'Day (UTC)'}
            </th>
            {columns.map(({ id, name }) => (
              <th key={id} scope="col" className="whitespace-nowrap px-4 font-normal last:pr-1">
                <span title={name} className="inline-block max-w-48 truncate align-bottom">
                  {name}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map(({ at, counts }) => (
            <tr key={at} className="h-8 border-b last:border-b-0">
              <th scope="row" className="whitespace-nowrap pr-4 text-left font-normal text-muted">
                {slotName(at, unit)}
              </th>
              {columns.map(({ id }, index) => (
                <td key={id} className="px-4 font-mono text-xs last:pr-1">
                  {counts[index] ? (
                    counts[index].toLocaleString('en')
                  ) : (
                    <span className="text-faint" aria-hidden="true">
                      –
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
