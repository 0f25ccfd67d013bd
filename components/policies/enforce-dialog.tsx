'use client'

import { Fragment, useId, useState } from 'react'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Input } from '#components/ui/input.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { summaryBound } from '#lib/contracts/keys.ts'
import { dryRunPolicy, enforcePolicy, type Policy } from '#lib/contracts/policies.ts'
import { policyReads } from './policy-reads.ts'
import { breachText, onlyLoosens, ruleWords } from './rule-words.ts'
import { dayIn, startOfDay, warning } from './start-day.ts'

/** Puts a draft in force, now or from a day on, and says first what it does to the keys that are there. */
export function EnforceDialog({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const loosens = onlyLoosens(policy)
  const [when, setWhen] = useState<'now' | 'day'>(loosens ? 'now' : 'day')
  const [date, setDate] = useState(() => dayIn(14, new Date()))
  const dateId = useId()
  const from = when === 'day' ? startOfDay(date) : null
  const bad = when === 'day' && from === null
  const query = { scopeId: policy.scope.id, of: 'draft' as const, ...(from ? { from } : {}) }
  const trial = useOperation(dryRunPolicy, query, { enabled: !bad, keepPrevious: true })
  const enforce = useMutate(enforcePolicy, {
    invalidates: policyReads,
    onSuccess: ({ next }) => {
      onClose()
      toast.success(next ? 'The policy is set to begin' : 'The policy is in force')
    },
  })
  const breaking =
    trial.data?.rules.filter(({ consequence, keys }) => consequence !== 'none' && keys > 0) ?? []
  const keys = trial.data?.keys ?? 0
  return (
    <AlertDialog
      open
      onOpenChange={(open) => open || onClose()}
      title={loosens ? 'Apply the draft?' : 'Put the draft in force?'}
      tone={when === 'now' && keys > 0 ? 'danger' : 'caution'}
      confirmLabel={when === 'now' ? 'Put in force now' : 'Set the day'}
      busy={enforce.isPending}
      error={
        enforce.error ? problemOf(enforce.error).message : trial.error ? problemOf(trial.error).message : null
      }
      onConfirm={() =>
        bad ||
        enforce.mutate({
          input: { scopeId: policy.scope.id, ...(from ? { from } : {}) },
          ifVersion: policy.version,
        })
      }
      consequences={
        loosens ? (
          'It asks less than what is in force: no key breaks by it.'
        ) : breaking.length === 0 ? (
          <p>
            {trial.data ? 'No key that is there breaks it.' : 'Looking which keys break it…'} Keys that are
            made or changed from then on are held to it.
          </p>
        ) : (
          <>
            <p>Keys that are made or changed from then on are held to it. Of those that are there:</p>
            <dl
              className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5"
              aria-busy={trial.isPlaceholderData}
            >
              {breaking.map((one) => (
                <Fragment key={one.rule}>
                  <dt>{ruleWords[one.rule].title}</dt>
                  <dd className="text-ink">
                    {breachText(one, summaryBound)
                      .replace(' would be ', ' will be ')
                      .replace(' would ', ' will ')}
                    .
                  </dd>
                </Fragment>
              ))}
            </dl>
          </>
        )
      }
    >
      {policy.next && <p className="text-muted">It takes the place of what is to come.</p>}
      {!loosens && (
        <div className="grid gap-3">
          <RadioGroup
            label="It begins"
            value={when}
            onValueChange={setWhen}
            options={[
              {
                value: 'now',
                label: 'Now',
                description: keys > 0 ? 'Owners are told as it happens, not before.' : 'At once.',
              },
              { value: 'day', label: 'On a day', description: warning(from, new Date(), keys) },
            ]}
          />
          {when === 'day' && (
            <div className="grid gap-1.5 pl-6.5">
              <label htmlFor={dateId} className="font-medium">
                First day
              </label>
              <Input
                id={dateId}
                type="date"
                className="max-w-44"
                value={date}
                min={dayIn(1, new Date())}
                aria-invalid={bad || undefined}
                onChange={(event) => setDate(event.target.value)}
              />
              {bad && <p className="text-danger text-xs">Choose a day that is still to come.</p>}
            </div>
          )}
        </div>
      )}
    </AlertDialog>
  )
}
