'use client'

import { useWatch } from 'react-hook-form'
import { TextAreaField } from '#components/form/text-field.tsx'
import { Banner } from '#components/ui/banner.tsx'
import type { Catalogue } from './grant-choice.ts'
import { effectiveChoice } from './grant-choice.ts'
import type { KeyFormInput } from './key-form.ts'
import { needing } from './policy-form.ts'

interface ApprovalNoteProps {
  catalogue: Catalogue
  /** What the person gives only with an approval. */
  needs: readonly string[]
  /** What the key holds already. */
  before: readonly string[]
}

/** Says what of the grant waits for an approval, and asks what for. */
export function ApprovalNote({ catalogue, needs, before }: ApprovalNoteProps) {
  const [permissions, role, level] = useWatch<KeyFormInput, ['permissions', 'role', 'level']>({
    name: ['permissions', 'role', 'level'],
  })
  const names = needing(effectiveChoice({ permissions, role, level }, catalogue), before, needs)
  if (names.length === 0) return null
  return (
    <div className="grid gap-4">
      <Banner tone="warning" title="Needs an approval" live>
        <span className="font-mono text-xs">{names.join(', ')}</span>: the key goes without{' '}
        {names.length === 1 ? 'it' : 'them'} until an owner or admin approves.
      </Banner>
      <TextAreaField<KeyFormInput>
        name="approvalReason"
        label="What is it needed for?"
        optional
        rows={2}
        maxLength={1000}
        hint="For whoever decides."
      />
    </div>
  )
}
