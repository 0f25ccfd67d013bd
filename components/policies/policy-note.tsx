'use client'

import { type ReactNode, useState } from 'react'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { toast } from '#components/ui/toast-store.ts'
import type { CallReply } from '#lib/client/call.ts'
import { useMutate } from '#lib/client/query.ts'
import { summaryBound } from '#lib/contracts/keys.ts'
import { type dryRunPolicy, type Policy, withdrawPolicy } from '#lib/contracts/policies.ts'
import { differing } from '#lib/contracts/policy-rules.ts'
import { EnforceDialog } from './enforce-dialog.tsx'
import { policyReads } from './policy-reads.ts'
import { breadth, onlyLoosens } from './rule-words.ts'
import { DiscardDialog, WithdrawDialog } from './take-back-dialogs.tsx'

interface PolicyNoteProps {
  policy: Policy
  trial: CallReply<typeof dryRunPolicy> | undefined
  may: boolean
}

const changesText = (amount: number) => (amount === 1 ? '1 change' : `${amount} changes`)

function Actions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap gap-2 sm:justify-end">{children}</div>
}

/** What is drafted and what is to come, above the rules; nothing where there is neither. */
export function PolicyNote({ policy, trial, may }: PolicyNoteProps) {
  const [asking, setAsking] = useState<'enforce' | 'discard' | 'withdraw' | null>(null)
  const close = () => setAsking(null)
  const withdraw = useMutate(withdrawPolicy, {
    invalidates: policyReads,
    onSuccess: () => toast.success('Withdrawn: it is a draft again'),
    onError: (error) => toast.error(problemOf(error).message),
  })
  const { draft, next, scope, version } = policy
  if (!draft && !next) return null
  const change = { input: { scopeId: scope.id }, ifVersion: version }
  return (
    <div className="grid gap-2 px-4 pt-4 sm:px-7">
      {next && (
        <Banner
          title={`${changesText(differing(policy.rules, next.rules).length)} to come`}
          action={
            may && (
              <Actions>
                <Button
                  size="sm"
                  loading={withdraw.isPending}
                  onClick={() => (draft ? setAsking('withdraw') : withdraw.mutate(change))}
                >
                  {draft ? 'Withdraw…' : 'Withdraw'}
                </Button>
              </Actions>
            )
          }
        >
          In force <RelativeTime instant={next.from} />. Owners of keys that break it are told 7 days and a
          day before.
        </Banner>
      )}
      {draft && (
        <Banner
          tone={trial && trial.of === 'draft' && trial.keys > 0 ? 'warning' : 'neutral'}
          title={`A draft with ${changesText(differing(next?.rules ?? policy.rules, draft).length)}, in force nowhere`}
          action={
            may && (
              <Actions>
                <Button size="sm" onClick={() => setAsking('discard')}>
                  Discard…
                </Button>
                <Button size="sm" variant="primary" onClick={() => setAsking('enforce')}>
                  {onlyLoosens(policy) ? 'Apply now…' : 'Enforce from…'}
                </Button>
              </Actions>
            )
          }
        >
          {trial?.of === 'draft' ? (
            `${breadth(trial, summaryBound)} would be changed or disabled by it.`
          ) : (
            <Skeleton className="my-1 h-3 w-56" />
          )}
        </Banner>
      )}
      {asking === 'enforce' && draft && <EnforceDialog policy={policy} onClose={close} />}
      {asking === 'discard' && draft && <DiscardDialog policy={policy} onClose={close} />}
      {asking === 'withdraw' && draft && next && <WithdrawDialog policy={policy} onClose={close} />}
    </div>
  )
}
