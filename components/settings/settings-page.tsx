'use client'

import type { ReactNode } from 'react'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { DescriptionList } from '#components/ui/description-list.tsx'
import { type Me, useMe } from '#lib/client/me.ts'
import { awayText, DatabaseAway } from './database-away.tsx'
import { FoundOrganization } from './found-organization.tsx'
import { OrganizationName } from './organization-name.tsx'
import { RetiredSecrets, retiredText } from './retired-secrets.tsx'

/** What concerns the organization as a whole. */
export function SettingsPage() {
  const me = useMe()
  return (
    <>
      <PageHeader
        title="Settings"
        context={<span className="text-muted">{me.data?.organization?.name}</span>}
      />
      <QueryBoundary
        query={me}
        loading={<LoadingLines label="Loading settings" className="px-4 py-8 sm:px-7" />}
      >
        {(data) => <Sections me={data} />}
      </QueryBoundary>
    </>
  )
}

const roleNames = {
  OWNER: 'Owner: governs everything',
  ADMIN: 'Admin: governs all but the organization itself',
  MEMBER: 'Member: makes and looks after keys of one’s own',
  VIEWER: 'Viewer: looks, and changes nothing',
} as const

function Sections({ me }: { me: Me }) {
  const { organization, role, permissions } = me
  if (!organization)
    return (
      <p className="px-4 py-8 text-muted sm:px-7">
        You belong to no organization yet. Ask an owner to invite you.
      </p>
    )
  const mayRename = permissions.includes('organization:update')
  return (
    <>
      <SettingsSection
        title="Organization"
        about={
          mayRename ? 'What everybody in it sees at the top of the sidebar.' : 'Only an owner may rename it.'
        }
      >
        {mayRename ? (
          <OrganizationName key={organization.id} organization={organization} />
        ) : (
          <DescriptionList items={[{ term: 'Name', detail: organization.name }]} />
        )}
        <DescriptionList
          className="mt-6"
          items={[
            { term: 'Id', detail: organization.id, mono: true },
            ...(role ? [{ term: 'Your role', detail: roleNames[role] }] : []),
          ]}
        />
      </SettingsSection>
      <SettingsSection
        title="While the database cannot be reached"
        about={`What verification answers then, for keys of this organization.${mayRename ? '' : ' Only an owner may change it.'}`}
      >
        {mayRename ? (
          <DatabaseAway key={organization.id} organization={organization} />
        ) : (
          <DescriptionList items={[{ term: 'Then', detail: awayText(organization.staleSeconds) }]} />
        )}
      </SettingsSection>
      <SettingsSection
        title="When a retired secret is used"
        about={`A secret that a rotation has ended is refused. What happens besides, where somebody presents it.${mayRename ? '' : ' Only an owner may change it.'}`}
      >
        {mayRename ? (
          <RetiredSecrets key={organization.id} organization={organization} />
        ) : (
          <DescriptionList items={[{ term: 'Then', detail: retiredText(organization.retiredSecretUse) }]} />
        )}
      </SettingsSection>
      {permissions.includes('organization:create') && (
        <SettingsSection
          title="Another organization"
          about="Apart from this one in everything: people, projects, keys and permissions. You become its owner."
        >
          <FoundOrganization />
        </SettingsSection>
      )}
    </>
  )
}

/** A part of the page: what it is at the left, what one does at the right. */
function SettingsSection({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-10 gap-y-4 border-b px-4 py-8 sm:px-7 lg:grid-cols-[280px_minmax(0,480px)]">
      <div>
        <h2 className="text-sm">{title}</h2>
        <p className="mt-1 text-pretty text-muted">{about}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  )
}
