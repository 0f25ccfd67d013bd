import { refusalReasons } from '#lib/client/usage-series.ts'
import type { VerdictCode } from '#lib/contracts/verification.ts'
import { CountTable } from './count-table.tsx'
import type { Usage } from './usage.ts'

/** The counts by outcome as a table; hours and days without a verification are left out. */
export function UsageTable({ usage, name }: { usage: Usage; name: string }) {
  const reasons = refusalReasons(usage.total)
  const columns: { code: VerdictCode; name: string }[] = [{ code: 'VALID', name: 'Valid' }, ...reasons]
  return (
    <CountTable
      label={`Verifications, ${name}, as a table`}
      unit={usage.unit}
      columns={columns.map((column) => ({ id: column.code, name: column.name }))}
      rows={usage.points.map(({ at, outcomes }) => ({
        at: Date.parse(at),
        counts: columns.map(({ code }) => outcomes[code] ?? 0),
      }))}
    />
  )
}
