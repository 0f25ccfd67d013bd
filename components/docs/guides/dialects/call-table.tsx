import { GuideTable } from '#components/docs/guide.tsx'
import { Inline } from '#components/docs/inline.tsx'
import { MethodBadge, PathText } from '#components/docs/method-badge.tsx'
import type { Method } from '#lib/contracts/operation.ts'

/** A call of a vendor's, as its page writes it. */
export interface VendorCall {
  method: Method
  /** Below the mount. */
  path: string
  /** Who may call it. */
  needs: string
  status: number
  /** What comes back. */
  answer: string
  /** At one of several mounts only. */
  only: string | null
}

/** What a vendor's contract can be asked. */
export function CallTable({ calls, label }: { calls: readonly VendorCall[]; label: string }) {
  return (
    <GuideTable
      label={label}
      head={['Call', 'Needs', 'Answer']}
      rows={calls.map(({ method, path, needs, status, answer, only }) => ({
        key: `${method} ${path}`,
        cells: [
          <span key="call" className="flex items-baseline">
            <MethodBadge method={method} className="w-14 shrink-0" />
            <span>
              <PathText path={path} />
              {only && <span className="block text-faint text-xs">at {only} alone</span>}
            </span>
          </span>,
          <Inline key="needs" text={needs} />,
          <span key="answer">
            <span className="mr-2 font-mono text-ink text-xs">{status}</span>
            <Inline text={answer} />
          </span>,
        ],
      }))}
    />
  )
}
