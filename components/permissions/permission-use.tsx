'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { HeldKeys } from '#components/shell/held-keys.tsx'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { keysText } from '#components/shell/preview-words.ts'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { useOperation } from '#lib/client/query.ts'
import { getPermissionUse, type Permission } from '#lib/contracts/catalogue.ts'

/** Who uses a permission: roles, rungs, restricted projects and keys, and when it was last asked for. */
export function PermissionUse({ permission }: { permission: Pick<Permission, 'id' | 'name'> }) {
  const use = useOperation(getPermissionUse, { permissionId: permission.id, limit: 5 })
  return (
    <QueryBoundary
      query={use}
      loading={<LoadingLines label="Looking who uses it" />}
      renderError={(error) => <InlineError>{problemOf(error).message}</InlineError>}
    >
      {({ roles, levels, projects, keys, explicit, items, lastUsedAt }) => (
        <div className="grid gap-4">
          <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_minmax(0,1fr)]">
            <Fact term="Roles">
              {listed(
                roles.map(({ name }) => name),
                'In no role',
              )}
            </Fact>
            <Fact term="Levels">
              {levels.length === 0
                ? 'On no rung'
                : levels.map(({ level, name }) => `From ${level}, ${name}`).join('; ')}
            </Fact>
            {projects.length > 0 && (
              <Fact term="Projects">{`Allowed in ${listed(
                projects.map(({ name }) => name),
                '',
              )}`}</Fact>
            )}
            <Fact term="Keys">
              {keys === 0 ? (
                'No key holds it'
              ) : (
                <>
                  <Link
                    href={`/keys?permission=${encodeURIComponent(permission.name)}`}
                    className="underline decoration-edge underline-offset-4 hover:decoration-ink"
                  >
                    {keysText(keys)}
                  </Link>{' '}
                  {keys === 1 ? 'holds' : 'hold'} it
                  {explicit > 0 && `, ${explicit === keys ? 'each' : keysText(explicit)} by name`}
                </>
              )}
            </Fact>
            <Fact term="Last asked for">
              {lastUsedAt ? <RelativeTime instant={lastUsedAt} /> : 'Never, of any key'}
            </Fact>
          </dl>
          {items.length > 0 && (
            <HeldKeys
              label={`Keys that hold ${permission.name}`}
              items={items}
              keyOf={({ key }) => key}
              aside={(item) => (
                <span className="text-faint">{item.explicit ? 'By name' : 'By role or level'}</span>
              )}
            />
          )}
          {keys > items.length && (
            <p className="text-faint text-xs">
              The {items.length} newest of {keysText(keys)}.
            </p>
          )}
        </div>
      )}
    </QueryBoundary>
  )
}

const listed = (names: readonly string[], none: string) => (names.length === 0 ? none : names.join(', '))

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid sm:col-span-2 sm:grid-cols-subgrid">
      <dt className="text-muted">{term}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  )
}
