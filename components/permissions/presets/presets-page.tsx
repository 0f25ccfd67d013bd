'use client'

import { useMe } from '#lib/client/me.ts'
import { CatalogueHeader } from '../catalogue-header.tsx'
import { Presets } from './presets.tsx'

/** Vocabularies of other services, to be taken over whole. */
export function PresetsPage() {
  const me = useMe()
  const held = new Set(me.data?.permissions)
  const may = held.has('permission:update')
  return (
    <>
      <CatalogueHeader tab="presets" />
      <div className="max-w-3xl px-4 py-6 sm:px-7">
        <p className="mb-6 text-pretty text-muted">
          Permissions, roles and levels as the keys of other services have them, ready to install.
          {me.data && !may && ' Only owners and admins may.'}
        </p>
        <Presets held={held} />
      </div>
    </>
  )
}
