'use client'

import Link from 'next/link'
import { useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { Avatar } from '#components/ui/avatar.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { useInfinite } from '#lib/client/query.ts'
import {
  type Breach,
  listPolicyBreaches,
  listPolicyBreachOwners,
  type Policy,
} from '#lib/contracts/policies.ts'
import type { RuleName } from '#lib/contracts/policy-rules.ts'
import { listAddress, meantRules, ruleText, ruleWords } from './rule-words.ts'

interface BreachDialogProps {
  rule: RuleName
  policy: Policy
  onClose: () => void
}

/** The keys that a rule would break and whose they are, with what would be done to each. */
export function BreachDialog({ rule, policy, onClose }: BreachDialogProps) {
  const [shown, setShown] = useState<'keys' | 'owners'>('keys')
  const rules = meantRules(policy)
  const address = listAddress(rule, rules)
  const query = { scopeId: policy.scope.id, rule, limit: 50 }
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title={ruleWords[rule].title} description={ruleText(rule, rules)} size="md">
        <DialogBody className="min-h-80">
          <Segmented
            label="What is listed"
            value={shown}
            onValueChange={setShown}
            options={[
              { value: 'keys', label: 'Keys' },
              { value: 'owners', label: 'Owners' },
            ]}
            className="mb-3"
          />
          {shown === 'keys' ? <Keys query={query} /> : <Owners query={query} />}
        </DialogBody>
        <DialogFooter
          start={
            address && (
              <Button variant="link" asChild>
                <Link href={address}>Open in the list of keys</Link>
              </Button>
            )
          }
        >
          <Button onClick={onClose}>Close</Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}

interface ListProps {
  query: { scopeId: string; rule: RuleName; limit: number }
}

const none = <p className="py-6 text-muted">Nobody’s key breaks it any more.</p>

function Keys({ query }: ListProps) {
  const list = useInfinite(listPolicyBreaches, query)
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <ListBoundary
      query={list}
      loading={<LoadingLines label="Loading the keys" lines={6} />}
      isEmpty={() => items.length === 0}
      isFiltered={false}
      empty={none}
      noMatch={none}
    >
      {() => (
        <>
          <ul aria-label="Keys that break it" className="border-t">
            {items.map((breach) => (
              <BrokenKey key={breach.key.id} of={breach.key} becomes={breach.becomes} rule={query.rule} />
            ))}
          </ul>
          <LoadMore
            noun={items.length === 1 ? 'key' : 'keys'}
            shown={items.length}
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            className="px-0 sm:px-0"
          />
        </>
      )}
    </ListBoundary>
  )
}

interface BrokenKeyProps {
  of: Breach['key']
  becomes: Breach['becomes']
  rule: RuleName
}

function BrokenKey({ of, becomes, rule }: BrokenKeyProps) {
  return (
    <li className="flex min-h-13 items-center gap-3 border-b py-1.5">
      <Bitting keyId={of.id} generation={of.generation} size="sm" className="shrink-0 max-sm:hidden" />
      <span className="min-w-0 flex-1">
        <Link
          href={`/keys/${of.id}`}
          className="block truncate underline decoration-edge underline-offset-4 hover:decoration-ink"
        >
          {of.name}
        </Link>
        <span className="block truncate text-faint text-xs">
          <span className="font-mono">{of.mask}</span> · {of.owner.name}
        </span>
      </span>
      <span className="grid max-w-[50%] justify-items-end gap-0.5 text-right text-xs">
        <Becomes rule={rule} becomes={becomes} />
        <span className="text-faint">
          {of.lastUsedAt ? (
            <>
              used <RelativeTime instant={of.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </span>
      </span>
    </li>
  )
}

/** What this rule does to the key; what others do to it is in their lists. */
function Becomes({ rule, becomes: { disabled, expiresAt, loses } }: Omit<BrokenKeyProps, 'of'>) {
  switch (rule) {
    case 'maxLifetime':
    case 'requireExpiry':
      if (!expiresAt) return null
      return (
        <span className="text-warning">
          ends {Date.parse(expiresAt) <= Date.now() ? 'at once' : <RelativeTime instant={expiresAt} />}
        </span>
      )
    case 'bannedPermissions':
      return (
        loses && (
          <span className="max-w-full truncate text-warning">
            loses <span className="font-mono">{loses.join(', ')}</span>
          </span>
        )
      )
    case 'requireAddresses':
    case 'disableUnusedAfter':
      return disabled && <span className="text-warning">disabled</span>
    default:
      return null
  }
}

function Owners({ query }: ListProps) {
  const list = useInfinite(listPolicyBreachOwners, query)
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <ListBoundary
      query={list}
      loading={<LoadingLines label="Loading the owners" lines={6} />}
      isEmpty={() => items.length === 0}
      isFiltered={false}
      empty={none}
      noMatch={none}
    >
      {() => (
        <>
          <ul aria-label="Whose keys break it" className="border-t">
            {items.map(({ owner, keys }) => (
              <li key={owner.id} className="flex min-h-11 items-center gap-3 border-b py-1.5">
                <Avatar name={owner.name} machine={owner.type === 'service_account'} />
                <Link
                  href={`/keys?owner=${owner.id}`}
                  className="min-w-0 flex-1 truncate underline decoration-edge underline-offset-4 hover:decoration-ink"
                >
                  {owner.name}
                </Link>
                <span className="text-faint tabular-nums">
                  {keys === 1 ? '1 key' : `${keys.toLocaleString('en')} keys`}
                </span>
              </li>
            ))}
          </ul>
          <LoadMore
            noun={items.length === 1 ? 'owner' : 'owners'}
            shown={items.length}
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            className="px-0 sm:px-0"
          />
        </>
      )}
    </ListBoundary>
  )
}
