'use client'

import { StaleNote } from '#components/shell/stale-note.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Input } from '#components/ui/input.tsx'
import { Label } from '#components/ui/label.tsx'
import type { RemovalPreview } from '#lib/contracts/removal.ts'
import type { Outcome, RemovalState } from './removal-choice.ts'
import { fieldIds, type WrongField, wrongProps } from './removal-problem.ts'
import { accountsText, endings, outcomeText } from './removal-words.ts'

interface ConfirmStepProps {
  preview: RemovalPreview
  state: RemovalState
  onChange: (change: Partial<RemovalState>) => void
  outcomes: readonly Outcome[]
  /** Whoever removes is who leaves. */
  self: boolean
  typed: string
  onTyped: (text: string) => void
  /** The field that is wrong. */
  wrong: WrongField | null
}

/** All that will happen, and what nobody can take back. */
export function ConfirmStep(props: ConfirmStepProps) {
  const { preview, state, onChange, outcomes, self, typed, onTyped, wrong } = props
  const { member, serviceAccounts, moreServiceAccounts } = preview
  const accounts = serviceAccounts.length + moreServiceAccounts
  const kept = outcomes.some(({ choice }) => choice.action !== 'revoke')
  const revoked = outcomes.find(({ choice }) => choice.action === 'revoke')
  return (
    <div className="grid gap-5">
      <ul className="grid list-disc gap-1.5 pl-4 marker:text-faint">
        {outcomes.map((outcome) => {
          const breaks = outcome.choice.action === 'revoke' && outcome.used > 0
          const text = outcomeText(outcome, state.newAccount.name.trim())
          return (
            <li key={text} className={breaks ? 'text-danger' : ''}>
              {text}.{breaks && ' What depends on that is refused at once.'}
            </li>
          )
        })}
        {accounts > 0 && (
          <li>
            {accountsText(accounts)} {accounts === 1 ? 'is' : 'are'} answered for by{' '}
            {[
              ...new Set([
                ...(state.responsible ? [state.responsible.name] : []),
                ...[...state.accounts.values()].map(({ name }) => name),
              ]),
            ].join(', ') || 'nobody until restored'}
            .
          </li>
        )}
        {endings(preview).map((ending) => (
          <li key={ending}>{ending}.</li>
        ))}
        <li>
          {self ? 'You see' : `${member.name} sees`} nothing of the organization any more. To come back takes
          an invitation.
        </li>
      </ul>
      {kept && !self && (
        <Banner tone="warning" title={`${member.name} may still know the secrets`}>
          A key that goes on keeps its secret. Rotate those that matter, once this is done.
        </Banner>
      )}
      {revoked && (
        <div className="grid gap-1.5">
          <Label htmlFor="removal-reason" optional>
            Why the keys are revoked
          </Label>
          <Input
            id="removal-reason"
            value={state.reason}
            maxLength={500}
            placeholder="Kept in their histories"
            onChange={(event) => onChange({ reason: event.target.value })}
          />
          <p className="text-muted text-xs empty:hidden">
            <StaleNote />
          </p>
        </div>
      )}
      <div className="grid gap-1.5">
        <label htmlFor={fieldIds.confirm} className="wrap-anywhere">
          Type <span className="font-medium">{member.email}</span> to confirm
        </label>
        <Input
          id={fieldIds.confirm}
          {...wrongProps('confirm', wrong)}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onTyped(event.target.value)}
        />
      </div>
    </div>
  )
}
