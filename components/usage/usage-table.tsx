import { refusalReasons } from '#lib/client/usage-series.ts'
import type { VerdictCode } from '#lib/contracts/verification.ts'
import type { Usage } from './usage.ts'
import { slotName } from './usage-range.ts'

/** The same counts as a table, the newest first; hours and days without a verification are left out. */
export function UsageTable({ usage, name }: { usage: Usage; name: string }) {
  const reasons = refusalReasons(usage.total)
  const columns: { code: VerdictCode; name: string }[] = [{ code: 'VALID', name: 'Valid' }, ...reasons]
  if (usage.points.length === 0) return <p className="text-muted">No key was presented in these {name}.</p>
  return (
    <section
      aria-label={`Verifications, ${name}, as a table`}
      // What scrolls must be reachable by keyboard (WCAG 2.1.1).
      {...{ tabIndex: 0 }}
      className="max-h-[520px] overflow-auto border-y"
    >
      <table className="w-full border-collapse text-right">
        <thead className="sticky top-0 bg-panel">
          <tr className="h-9 text-faint text-xs shadow-[inset_0_-1px_0_var(--line)]">
            <th scope="col" className="pr-4 text-left font-normal">
              {usage.unit === 'hour' ? 'Hour' : 'Day (UTC)'}
            </th>
            {columns.map((column) => (
              <th key={column.code} scope="col" className="whitespace-nowrap px-4 font-normal last:pr-1">
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {usage.points.toReversed().map((point) => (
            <tr key={point.at} className="h-8 border-b last:border-b-0">
              <th scope="row" className="whitespace-nowrap pr-4 text-left font-normal text-muted">
                {slotName(Date.parse(point.at), usage.unit)}
              </th>
              {columns.map((column) => (
                <td key={column.code} className="px-4 font-mono text-xs last:pr-1">
                  {point.outcomes[column.code]?.toLocaleString('en') ?? (
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
