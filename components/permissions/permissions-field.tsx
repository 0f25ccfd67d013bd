'use client'

import type { ReactNode } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import { useFieldError } from '#components/form/field.tsx'
import { PermissionPicker } from '#components/form/permission-picker.tsx'
import { InlineError } from '#components/ui/inline-error.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { handable, listPermissions } from '#lib/contracts/catalogue.ts'

/** The permissions of a role or a rung, of the whole catalogue: the field `permissions` of the form around. */
export function PermissionsField({ legend, hint }: { legend: string; hint?: ReactNode }) {
  const { control } = useFormContext<{ permissions: string[] }>()
  const { field } = useController({ control, name: 'permissions' })
  const error = useFieldError('permissions')
  const me = useMe()
  const catalogue = useOperation(listPermissions, {})
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">
        {legend}{' '}
        <span className="font-normal text-faint">
          {field.value.length === 0 ? 'none' : field.value.length.toLocaleString('en')}
        </span>
      </legend>
      {hint && <p className="mb-1.5 text-muted text-xs">{hint}</p>}
      {catalogue.data && me.data ? (
        <PermissionPicker
          permissions={catalogue.data.items}
          chosen={field.value}
          held={handable(new Set(me.data.permissions))}
          onChosen={field.onChange}
        />
      ) : (
        <Skeleton className="h-64 w-full" />
      )}
      {error && <InlineError className="mt-2">{error}</InlineError>}
    </fieldset>
  )
}
