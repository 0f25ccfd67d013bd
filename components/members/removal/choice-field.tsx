'use client'

import { Select } from '#components/ui/select.tsx'
import type { Owner } from '#lib/contracts/api-key.ts'
import { OwnerPicker } from './owner-picker.tsx'
import type { Choice } from './removal-choice.ts'

interface ChoiceFieldProps {
  /** What is chosen for: `Keys in use`, the name of a key. */
  label: string
  value: Choice
  onValueChange: (choice: Choice) => void
  /** Who gets them where nobody is chosen yet. */
  heir: Owner | null
  except: string
}

const options = [
  { value: 'transfer', label: 'Transfer' },
  { value: 'convert', label: 'To a new service account' },
  { value: 'revoke', label: 'Revoke' },
] as const

/** What becomes of keys, and where they are transferred, to whom. */
export function ChoiceField({ label, value, onValueChange, heir, except }: ChoiceFieldProps) {
  return (
    <div className="grid w-full gap-2 sm:w-56 sm:shrink-0">
      <Select
        aria-label={`What becomes of ${label}`}
        options={options}
        value={value.action}
        onChange={(event) => onValueChange(choiceOf(event.target.value, heir))}
      />
      {value.action === 'transfer' && (
        <OwnerPicker
          label={`Who gets ${label}`}
          value={value.owner}
          except={except}
          onValueChange={(owner) => onValueChange({ action: 'transfer', owner })}
        />
      )}
    </div>
  )
}

export function choiceOf(action: string, heir: Owner | null): Choice {
  if (action === 'transfer') return { action, owner: heir }
  return { action: action === 'convert' ? 'convert' : 'revoke' }
}
