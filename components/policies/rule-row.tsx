'use client'

import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { problemOf } from '#components/ui/problem.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { CallReply } from '#lib/client/call.ts'
import { summaryBound } from '#lib/contracts/keys.ts'
import type { dryRunPolicy, Policy } from '#lib/contracts/policies.ts'
import type { RuleName } from '#lib/contracts/policy-rules.ts'
import { breachText, meantRules, type RuleState, ruleState, ruleText, ruleWords } from './rule-words.ts'

interface RuleRowProps {
  rule: RuleName
  policy: Policy
  /** What the dry run says of it; undefined while it runs, and where the rule asks nothing. */
  breach: CallReply<typeof dryRunPolicy>['rules'][number] | undefined
  /** Why there is no dry run. */
  failure: unknown
  /** null: the person may not change the policy. */
  onEdit: (() => void) | null
  onBreaches: () => void
}

/** A rule: what it asks, how it stands, and what it would break. */
export function RuleRow({ rule, policy, breach, failure, onEdit, onBreaches }: RuleRowProps) {
  const state = ruleState(rule, policy)
  const meant = meantRules(policy)
  const text = ruleText(rule, meant)
  const now = ruleText(rule, policy.rules)
  const { title } = ruleWords[rule]
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 border-b px-4 py-3.5 sm:px-7 lg:grid-cols-[minmax(0,13rem)_minmax(0,1fr)_auto]">
      <h3 className="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-1 font-medium">{title}</h3>
      <div className="col-span-2 row-start-2 grid content-center gap-0.5 lg:col-span-1 lg:col-start-2 lg:row-start-1 lg:min-h-7">
        <p className={cn('wrap-anywhere', state.kind === 'off' && 'text-faint')}>{text}</p>
        {now !== text && <p className="wrap-anywhere text-muted text-xs">Now: {lowerFirst(now)}</p>}
        <Breaks state={state} asks={meant[rule] !== undefined} {...{ breach, failure, onBreaches, title }} />
      </div>
      <div className="flex min-h-7 items-center gap-3">
        <State state={state} />
        {onEdit && (
          <Button size="sm" aria-label={`Edit ${title}`} onClick={onEdit}>
            Edit
          </Button>
        )}
      </div>
    </li>
  )
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

interface BreaksProps extends Pick<RuleRowProps, 'breach' | 'failure' | 'onBreaches'> {
  state: RuleState
  asks: boolean
  title: string
}

/** What the rule would do to the keys that are there. In force, it has done so; only what is due is told then. */
function Breaks({ state, asks, breach, failure, onBreaches, title }: BreaksProps) {
  if (!asks || state.kind === 'off') return null
  if (state.kind === 'in force' && breach?.consequence !== 'told') return null
  if (!breach && failure) return <p className="text-danger text-xs">{problemOf(failure).message}</p>
  if (!breach) return <Skeleton className="mt-1 h-3 w-56" />
  const text = breachText(breach, summaryBound)
  const said =
    state.kind === 'in force' ? text.replace('would be due', breach.keys <= 1 ? 'is due' : 'are due') : text
  if (breach.keys === 0) return <p className="text-muted text-xs">{said}</p>
  return (
    <Button
      variant="link"
      aria-label={`${said}: show them, for ${title}`}
      onClick={onBreaches}
      className={cn('justify-self-start text-xs', breach.consequence !== 'none' && 'text-warning')}
    >
      {said}
    </Button>
  )
}

function State({ state }: { state: RuleState }) {
  switch (state.kind) {
    case 'off':
      return <span className="text-faint">Off</span>
    case 'draft':
      return <Badge tone="brass">Draft</Badge>
    case 'in force':
      return (
        <span className="flex items-center gap-2">
          <span className="text-faint text-xs max-sm:hidden">
            since <RelativeTime instant={state.since} />
          </span>
          <Badge tone="ok">In force</Badge>
        </span>
      )
    default:
      return (
        <Badge tone="warning">
          {state.kind === 'starts' ? 'Starts' : 'Ends'}&nbsp;
          <RelativeTime instant={state.at} />
        </Badge>
      )
  }
}
