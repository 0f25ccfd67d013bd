import Link from 'next/link'
import { type OperationGroup, operationHref } from '#components/docs/docs-map.ts'
import { Guide, Section } from '#components/docs/guide.tsx'
import { MethodBadge, PathText } from '#components/docs/method-badge.tsx'

/** Every operation, by what it is about. */
export function OperationList({ groups }: { groups: readonly OperationGroup[] }) {
  return (
    <Guide title="Operations" lead="Everything one can ask of this Latchwork.">
      {groups.map((group) => (
        <Section key={group.tag} id={group.tag.toLowerCase().replaceAll(' ', '-')} title={group.tag}>
          <ul className="border-t">
            {group.operations.map((operation) => (
              <li key={operation.id} className="border-b hover:bg-wash">
                <Link
                  href={operationHref(operation.id)}
                  className="grid grid-cols-[56px_minmax(0,1fr)] items-baseline gap-y-0.5 py-2 sm:grid-cols-[56px_minmax(0,2fr)_minmax(0,3fr)]"
                >
                  <MethodBadge method={operation.method} />
                  <span>{operation.summary}</span>
                  <PathText path={operation.path} className="text-muted max-sm:col-start-2" />
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </Guide>
  )
}
