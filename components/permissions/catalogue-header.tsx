'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { PageHeader } from '#components/shell/page-header.tsx'
import { NavTabs, navTabStyles } from '#components/ui/tabs.tsx'

const tabs = [
  { id: 'permissions', href: '/permissions', label: 'Permissions' },
  { id: 'roles', href: '/permissions/roles', label: 'Roles' },
  { id: 'levels', href: '/permissions/levels', label: 'Levels' },
  { id: 'presets', href: '/permissions/presets', label: 'Presets' },
] as const

interface CatalogueHeaderProps {
  tab: (typeof tabs)[number]['id']
  search?: ReactNode
  actions?: ReactNode
}

/** The head of the pages about what keys may do, each of which is a tab. */
export function CatalogueHeader({ tab, search, actions }: CatalogueHeaderProps) {
  return (
    <>
      <PageHeader title="Permissions" search={search} actions={actions} className="border-b-0" />
      <NavTabs label="What keys may do" className="px-4 sm:px-7">
        {tabs.map(({ id, href, label }) => (
          <Link
            key={id}
            href={href}
            aria-current={id === tab ? 'page' : undefined}
            className={navTabStyles(id === tab)}
          >
            {label}
          </Link>
        ))}
      </NavTabs>
    </>
  )
}
