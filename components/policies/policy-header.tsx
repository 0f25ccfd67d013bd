'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { PageHeader } from '#components/shell/page-header.tsx'
import { NavTabs, navTabStyles } from '#components/ui/tabs.tsx'
import { useOperation } from '#lib/client/query.ts'
import { listApprovals } from '#lib/contracts/approvals.ts'

const tabs = [
  { id: 'rules', href: '/policy', label: 'Rules' },
  { id: 'approvals', href: '/policy/approvals', label: 'Approvals' },
] as const

interface PolicyHeaderProps {
  tab: (typeof tabs)[number]['id']
  context?: ReactNode
  actions?: ReactNode
}

/** As many open requests are counted beside the tab; more is "that many, and more". */
const counted = 20

/** The head of the two pages about policy, each of which is a tab. */
export function PolicyHeader({ tab, context, actions }: PolicyHeaderProps) {
  const open = useOperation(listApprovals, { state: ['pending'], limit: counted })
  const waiting = open.data?.items.filter(({ mayDecide }) => mayDecide).length ?? 0
  return (
    <>
      <PageHeader title="Policy" context={context} actions={actions} className="border-b-0" />
      <NavTabs label="Policy" className="px-4 sm:px-7">
        {tabs.map(({ id, href, label }) => (
          <Link
            key={id}
            href={href}
            aria-current={id === tab ? 'page' : undefined}
            className={navTabStyles(id === tab)}
          >
            {label}
            {id === 'approvals' && waiting > 0 && (
              <span className="text-faint tabular-nums">
                {waiting === counted ? `${counted}+` : waiting}
                <span className="sr-only"> to decide</span>
              </span>
            )}
          </Link>
        ))}
      </NavTabs>
    </>
  )
}
