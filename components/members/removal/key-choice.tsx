'use client'

import type { ReactNode } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Owner } from '#lib/contracts/api-key.ts'
import type { RemovalKey } from '#lib/contracts/removal.ts'
import { choiceOf } from './choice-field.tsx'
import { OwnerPicker } from './owner-picker.tsx'
import type { Choice } from './removal-choice.ts'
import { callsText, choiceText } from './removal-words.ts'

interface KeyChoiceProps {
  apiKey: RemovalKey
  /** What becomes of it as things are. */
  choice: Choice
  /** What becomes of it where nothing else is said. */
  rule: Choice
  /** Something else was said of it. */
  own: boolean
  heir: Owner | null
  except: string
  /** null: back to the rule. */
  onChange: (choice: Choice | null) => void
}

/** One key of whoever leaves: what it does, and what becomes of it. */
export function KeyChoice({ apiKey, choice, rule, own, heir, except, onChange }: KeyChoiceProps) {
  const bound = apiKey.beyond.length > 0
  return (
    <li className="flex flex-wrap items-start gap-x-5 gap-y-2 border-t py-3 sm:flex-nowrap">
      <Bitting
        keyId={apiKey.id}
        generation={apiKey.generation}
        size="sm"
        spent={choice.action === 'revoke'}
        className="mt-1 max-sm:hidden"
      />
      <div className="min-w-0 flex-1 basis-full sm:basis-0">
        <p className="flex items-baseline gap-3">
          <span className="truncate">{apiKey.name}</span>
          {apiKey.status !== 'active' && <span className="shrink-0 text-faint text-xs">{apiKey.status}</span>}
        </p>
        <p className="truncate text-faint text-xs leading-4">
          <span className="font-mono">{apiKey.mask}</span> · {apiKey.project.name}
        </p>
        <p className="mt-1 text-muted text-xs">
          {callsText(apiKey.traffic.good)} in 7 days
          {apiKey.traffic.refused > 0 && `, ${apiKey.traffic.refused.toLocaleString('en')} refused`}
          {' · '}
          {apiKey.lastUsedAt ? (
            <>
              used <RelativeTime instant={apiKey.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </p>
        {bound && (
          <Note>It holds {apiKey.beyond.join(', ')}, which you may not hand on: it can only be revoked.</Note>
        )}
        {choice.action === 'revoke' && apiKey.used && <Note>What makes these calls is refused at once.</Note>}
        {choice.action === 'revoke' && apiKey.gatewayOf !== null && (
          <Note>The gateway of {apiKey.gatewayOf} asks with it, and would ask in vain.</Note>
        )}
      </div>
      <div className="grid w-full gap-2 sm:w-56 sm:shrink-0">
        <Select
          aria-label={`What becomes of ${apiKey.name}`}
          disabled={bound}
          value={own && !bound ? choice.action : 'rule'}
          options={[
            { value: 'rule', label: bound ? 'Revoke' : `As above: ${choiceText(rule)}` },
            { value: 'transfer', label: 'Transfer' },
            { value: 'convert', label: 'To a new service account' },
            { value: 'revoke', label: 'Revoke' },
          ]}
          onChange={({ target }) => onChange(target.value === 'rule' ? null : choiceOf(target.value, heir))}
        />
        {own && !bound && choice.action === 'transfer' && (
          <OwnerPicker
            label={`Who gets ${apiKey.name}`}
            value={choice.owner}
            except={except}
            onValueChange={(owner) => onChange({ action: 'transfer', owner })}
          />
        )}
      </div>
    </li>
  )
}

const Note = ({ children }: { children: ReactNode }) => <p className="mt-1 text-danger text-xs">{children}</p>
