'use client'

import { ChevronRight } from 'lucide-react'
import { holds } from '#lib/contracts/permissions.ts'
import { PermissionBox } from './permission-box.tsx'
import type { CataloguePermission } from './permission-choice.ts'
import { PermissionList } from './permission-list.tsx'

interface PermissionPickerProps {
  permissions: readonly CataloguePermission[]
  chosen: readonly string[]
  /** What the person may give: the rest can be taken off, never put on. */
  held: ReadonlySet<string>
  /** Why a permission may not be given that one holds; undefined where it may. */
  refusalOf?: (name: string) => string | undefined
  /** Whether a permission is given only once somebody approves. */
  isAsked?: (name: string) => boolean
  onChosen: (names: string[]) => void
}

/** The whole catalogue to choose from: the organization's own by resource, and behind a fold what governs Latchwork itself. */
export function PermissionPicker(props: PermissionPickerProps) {
  const { permissions, chosen, held, refusalOf, isAsked, onChosen } = props
  const builtIn = permissions.filter((permission) => permission.builtIn)
  const toggle = (name: string) =>
    onChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
  const may = (name: string) => holds(held, name) && !refusalOf?.(name)
  return (
    <>
      <PermissionList {...props} />
      {builtIn.length > 0 && (
        <details className="group border-b" open={builtIn.some(({ name }) => chosen.includes(name))}>
          <summary className="flex h-10 cursor-pointer list-none items-center gap-2 text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
            <ChevronRight
              aria-hidden="true"
              className="size-4 text-faint transition-transform duration-100 group-open:rotate-90"
            />
            On Latchwork itself
          </summary>
          <div className="grid gap-x-4 gap-y-2 pb-4 sm:grid-cols-2">
            {builtIn.map(({ name, description }) => (
              <PermissionBox
                key={name}
                name={name}
                description={description}
                chosen={chosen.includes(name)}
                may={may(name)}
                refusal={refusalOf?.(name)}
                asked={may(name) && isAsked?.(name) === true}
                onToggle={() => toggle(name)}
              />
            ))}
          </div>
        </details>
      )}
    </>
  )
}
