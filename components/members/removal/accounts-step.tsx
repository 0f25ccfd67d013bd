'use client'

import { MemberPicker } from '#components/shell/member-picker.tsx'
import { Avatar } from '#components/ui/avatar.tsx'
import { Label } from '#components/ui/label.tsx'
import type { RemovalPreview } from '#lib/contracts/removal.ts'
import type { RemovalState } from './removal-choice.ts'
import { fieldIds, type WrongField, wrongPicker } from './removal-problem.ts'
import { accountsText } from './removal-words.ts'

interface AccountsStepProps {
  preview: RemovalPreview
  state: RemovalState
  onChange: (change: Partial<RemovalState>) => void
  /** The field that is wrong. */
  wrong: WrongField | null
}

/** Who answers from now on for the service accounts of whoever leaves: one for all, and others for some. */
export function AccountsStep({ preview, state, onChange, wrong }: AccountsStepProps) {
  const { member, serviceAccounts, moreServiceAccounts } = preview
  const say = (id: string, person: { id: string; name: string } | null) => {
    const accounts = new Map(state.accounts)
    if (person) accounts.set(id, person)
    else accounts.delete(id)
    onChange({ accounts })
  }
  return (
    <div className="grid gap-5">
      <div className="grid gap-1.5">
        <Label htmlFor={fieldIds.accounts}>Who answers for them</Label>
        <MemberPicker
          id={fieldIds.accounts}
          label="Who answers for them"
          {...wrongPicker('accounts', wrong)}
          value={state.responsible}
          onValueChange={(responsible) => onChange({ responsible })}
          except={member.id}
        />
        <p className="text-muted text-xs">
          The keys of a service account stay as they are: only who is asked about them changes.
        </p>
      </div>
      <ul>
        {serviceAccounts.map(({ id, name, archived }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t py-2.5 sm:flex-nowrap">
            <Avatar name={name} machine className="size-7 max-sm:hidden" />
            <p className="min-w-0 flex-1 basis-full truncate sm:basis-0">
              {name} {archived && <span className="text-faint text-xs">archived</span>}
            </p>
            <div className="w-full sm:w-56 sm:shrink-0">
              <MemberPicker
                label={`Who answers for ${name}`}
                value={state.accounts.get(id) ?? null}
                onValueChange={(person) => say(id, person)}
                placeholder={state.responsible ? `As above: ${state.responsible.name}` : 'Choose a member'}
                clearLabel="As above"
                except={member.id}
              />
            </div>
          </li>
        ))}
      </ul>
      {moreServiceAccounts > 0 && (
        <p className="text-muted">
          And {accountsText(moreServiceAccounts)} besides, for which it is as above.
        </p>
      )}
    </div>
  )
}
