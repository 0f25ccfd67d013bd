'use client'

import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import { discardPolicyDraft, type Policy, withdrawPolicy } from '#lib/contracts/policies.ts'
import { differing, type PolicyRules } from '#lib/contracts/policy-rules.ts'
import { policyReads } from './policy-reads.ts'
import { ruleText, ruleWords } from './rule-words.ts'

interface DialogProps {
  policy: Policy
  onClose: () => void
}

/** Throws a draft away, once it is seen what it said: nothing keeps it. */
export function DiscardDialog({ policy, onClose }: DialogProps) {
  const { draft, next, rules, scope, version } = policy
  const discard = useMutate(discardPolicyDraft, {
    invalidates: policyReads,
    onSuccess: () => {
      onClose()
      toast.success('The draft is discarded')
    },
  })
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title="Discard the draft?"
      consequences={
        <>
          It cannot be brought back. What is in force{next && ', and what is to come,'} stays as it is.
          <RuleLines before={next?.rules ?? rules} after={draft ?? {}} />
        </>
      }
      confirmLabel="Discard draft"
      busy={discard.isPending}
      error={discard.error && problemOf(discard.error).message}
      onConfirm={() => discard.mutate({ input: { scopeId: scope.id }, ifVersion: version })}
    />
  )
}

/** Takes back what is to come where a draft has grown since: there is room for one, so what was to come is lost. */
export function WithdrawDialog({ policy, onClose }: DialogProps) {
  const { next, rules, scope, version } = policy
  const withdraw = useMutate(withdrawPolicy, {
    invalidates: policyReads,
    onSuccess: () => {
      onClose()
      toast.success('Withdrawn: your draft stays as it is')
    },
  })
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title="Withdraw what is to come?"
      consequences={
        <>
          The draft stays. What was to begin {next && <RelativeTime instant={next.from} />} is dropped, and
          cannot be brought back.
          <RuleLines before={rules} after={next?.rules ?? {}} />
        </>
      }
      confirmLabel="Withdraw"
      busy={withdraw.isPending}
      error={withdraw.error && problemOf(withdraw.error).message}
      onConfirm={() => withdraw.mutate({ input: { scopeId: scope.id }, ifVersion: version })}
    />
  )
}

/** What goes, a line for each rule. */
function RuleLines({ before, after }: { before: PolicyRules; after: PolicyRules }) {
  return (
    <ul className="mt-3 grid gap-1 text-ink">
      {differing(before, after).map((rule) => (
        <li key={rule}>
          <span className="text-muted">{ruleWords[rule].title}:</span> {ruleText(rule, after)}
        </li>
      ))}
    </ul>
  )
}
