'use client'

import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { anyUuid } from '#lib/contracts/fields.ts'
import { dryRunPolicy, getPolicy, type Policy } from '#lib/contracts/policies.ts'
import type { RuleName } from '#lib/contracts/policy-rules.ts'
import { BreachDialog } from './breach-dialog.tsx'
import { PolicyHeader } from './policy-header.tsx'
import { PolicyNote } from './policy-note.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { RuleRow } from './rule-row.tsx'
import { ruleGroups } from './rule-words.ts'
import { ScopeSwitcher } from './scope-switcher.tsx'

type Open = { dialog: 'edit' | 'breaches'; rule: RuleName }

/** What the organization, or one of its projects, asks of keys: a row for each rule. */
export function PolicyPage() {
  const me = useMe()
  const [project, setProject] = useQueryState('project', parseAsString)
  const organizationId = me.data?.organization?.id
  const scopeId = project && anyUuid.test(project) ? project : organizationId
  const query = useOperation(getPolicy, { scopeId: scopeId ?? '' }, { enabled: scopeId !== undefined })
  return (
    <>
      <PolicyHeader
        tab="rules"
        context={
          organizationId && (
            <ScopeSwitcher
              organization={me.data?.organization?.name ?? ''}
              project={project}
              onProject={(id) => void setProject(id)}
            />
          )
        }
      />
      <QueryBoundary query={query} loading={<LoadingRows label="Loading the policy" rows={8} />}>
        {(policy) => (
          <Rules
            key={policy.scope.id}
            policy={policy}
            may={me.data?.permissions.includes('policy:update') ?? false}
          />
        )}
      </QueryBoundary>
    </>
  )
}

function Rules({ policy, may }: { policy: Policy; may: boolean }) {
  const [open, setOpen] = useState<Open | null>(null)
  const trial = useOperation(dryRunPolicy, { scopeId: policy.scope.id }, { keepPrevious: true })
  const breaches = new Map(trial.data?.rules.map((one) => [one.rule, one]))
  const close = () => setOpen(null)
  return (
    <>
      <PolicyNote policy={policy} trial={trial.data} may={may} />
      {ruleGroups.map(({ title, rules }) => (
        <section key={title} aria-label={title}>
          <h2 className="px-4 pt-6 pb-2 text-sm sm:px-7">{title}</h2>
          <ul className="border-t">
            {rules.map((rule) => (
              <RuleRow
                key={rule}
                rule={rule}
                policy={policy}
                breach={breaches.get(rule)}
                failure={trial.error}
                onEdit={may ? () => setOpen({ dialog: 'edit', rule }) : null}
                onBreaches={() => setOpen({ dialog: 'breaches', rule })}
              />
            ))}
          </ul>
        </section>
      ))}
      {open?.dialog === 'edit' && <RuleDialog rule={open.rule} policy={policy} onClose={close} />}
      {open?.dialog === 'breaches' && <BreachDialog rule={open.rule} policy={policy} onClose={close} />}
    </>
  )
}
