'use client'

import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import type { FieldPath, FieldValues } from 'react-hook-form'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextField } from './text-field.tsx'

interface PasswordFieldProps<Values extends FieldValues> {
  name: FieldPath<Values>
  label: string
  hint?: string
  /** Whether the browser offers a stored password or makes a new one. */
  kind: 'current' | 'new'
  autoFocus?: boolean
}

/** A password, which can be shown while it is typed: typing it twice guards against nothing that seeing it does not. */
export function PasswordField<Values extends FieldValues>(props: PasswordFieldProps<Values>) {
  const { kind, ...field } = props
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <TextField<Values>
      {...field}
      type={shown ? 'text' : 'password'}
      autoComplete={kind === 'new' ? 'new-password' : 'current-password'}
      spellCheck={false}
      trail={
        <IconButton
          label={shown ? 'Hide password' : 'Show password'}
          tooltip={false}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="-mr-1 h-6! pointer-coarse:h-9!"
        >
          <Icon aria-hidden="true" className="size-4" />
        </IconButton>
      }
    />
  )
}
