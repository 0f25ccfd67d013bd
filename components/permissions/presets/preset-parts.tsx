import { ChevronRight } from 'lucide-react'
import { Disclosure } from '#components/ui/disclosure.tsx'
import type { PresetPart } from './preset-words.ts'

/**
 * What would be added, part by part: each permission with what it means, each role and rung with what it gets. Open at first is what is
 * all there is to see, and what keys would notice.
 * @param widens whether some key would hold more
 */
export function PresetParts({ part, widens }: { part: PresetPart; widens: boolean }) {
  const { permissions, roles, levels } = part
  const alone = [permissions, roles, levels].filter((list) => list.length > 0).length === 1
  const opens = (list: readonly { isNew: boolean }[]) => alone || (widens && list.some(({ isNew }) => !isNew))
  return (
    <>
      {permissions.length > 0 && (
        <Disclosure title="Permissions" summary={`${permissions.length} new`} defaultOpen={alone}>
          <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[auto_minmax(0,1fr)]">
            {permissions.map(({ name, description }) => (
              <div key={name} className="grid sm:col-span-2 sm:grid-cols-subgrid">
                <dt className="wrap-anywhere font-mono text-xs leading-5">{name}</dt>
                <dd className="text-muted">{description}</dd>
              </div>
            ))}
          </dl>
        </Disclosure>
      )}
      {roles.length > 0 && (
        <Disclosure title="Roles" summary={summaryOf(roles)} defaultOpen={opens(roles)}>
          {widerFirst(roles).map((role) => (
            <Holder key={role.name} {...role} />
          ))}
        </Disclosure>
      )}
      {levels.length > 0 && (
        <Disclosure title="Levels" summary={summaryOf(levels)} defaultOpen={opens(levels)}>
          {levels.map((rung) => (
            <Holder key={rung.level} {...rung} name={`${rung.level}: ${rung.name}`} />
          ))}
        </Disclosure>
      )}
    </>
  )
}

/** What is there already, and whose keys notice, comes first. */
const widerFirst = <T extends { isNew: boolean }>(list: readonly T[]) => [
  ...list.filter(({ isNew }) => !isNew),
  ...list.filter(({ isNew }) => isNew),
]

function summaryOf(list: readonly { isNew: boolean }[]): string {
  const fresh = list.filter(({ isNew }) => isNew).length
  const wider = list.length - fresh
  return [...(fresh > 0 ? [`${fresh} new`] : []), ...(wider > 0 ? [`${wider} get more`] : [])].join(', ')
}

interface HolderProps {
  name: string
  description: string
  isNew: boolean
  permissions: readonly string[]
}

/** A role or a rung; it opens to what it gets. */
function Holder({ name, description, isNew, permissions }: HolderProps) {
  const count = permissions.length
  return (
    <details className="group border-t first:border-t-0">
      <summary className="-mx-2 flex min-h-10 cursor-pointer list-none items-start gap-2 rounded-md px-2 py-2.5 focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden="true"
          className="-ml-1 mt-0.5 size-4 shrink-0 text-faint transition-transform duration-100 group-open:rotate-90"
        />
        <span className="min-w-0 flex-1 sm:grid sm:grid-cols-[136px_minmax(0,1fr)] sm:gap-x-3">
          <span className="wrap-anywhere">{name}</span>
          <span className="block truncate text-muted group-open:whitespace-normal">{description}</span>
        </span>
        {isNew ? (
          <span className="shrink-0 text-faint text-xs leading-5">
            {count} {count === 1 ? 'permission' : 'permissions'}
          </span>
        ) : (
          <span className="shrink-0 text-warning text-xs leading-5">gets {count} more</span>
        )}
      </summary>
      <p className="pb-3 pl-5 font-mono text-muted text-xs leading-5">
        {count === 0 ? <span className="font-sans">Nothing of its own.</span> : permissions.join(', ')}
      </p>
    </details>
  )
}
