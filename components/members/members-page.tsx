'use client'

import { useState } from 'react'
import { PageHeader } from '#components/shell/page-header.tsx'
import { SearchField } from '#components/shell/search-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { useMe } from '#lib/client/me.ts'
import { useOperation } from '#lib/client/query.ts'
import { listInvitations } from '#lib/contracts/invitations.ts'
import { InvitationList } from './invitations/invitation-list.tsx'
import { InviteDialog } from './invitations/invite-dialog.tsx'
import { MemberList } from './member-list.tsx'
import { type Tab as TabName, usePageState } from './page-state.ts'

/** The people of the organization, and those who were asked to be. */
export function MembersPage() {
  const me = useMe()
  const [{ tab: wanted, q }, setState] = usePageState()
  const [inviting, setInviting] = useState(false)
  const mayInvite = me.data?.permissions.includes('member:update') ?? false
  const tab = mayInvite ? wanted : 'members'
  const open = (next: TabName) => void setState({ tab: next, q: null, role: null, state: null })
  const invite = mayInvite ? () => setInviting(true) : null
  return (
    <>
      <PageHeader
        title="Members"
        search={
          <SearchField
            label={tab === 'members' ? 'Search members' : 'Search invitations'}
            value={q}
            onValueChange={(text) => void setState({ q: text || null })}
          />
        }
        actions={
          invite && (
            <Button variant="primary" onClick={invite}>
              Invite
            </Button>
          )
        }
      />
      {mayInvite ? (
        <Tabs value={tab} onValueChange={(value) => open(value === 'invitations' ? value : 'members')}>
          <TabList label="People" className="px-4 sm:px-7">
            <Tab value="members">Members</Tab>
            <Tab value="invitations">
              Invitations
              <PendingCount />
            </Tab>
          </TabList>
          <TabPanel value="members">
            <MemberList />
          </TabPanel>
          <TabPanel value="invitations">
            <InvitationList onInvite={() => setInviting(true)} />
          </TabPanel>
        </Tabs>
      ) : (
        <MemberList />
      )}
      {inviting && (
        <InviteDialog
          onClose={() => setInviting(false)}
          onInvited={() => {
            if (tab !== 'invitations') open('invitations')
          }}
        />
      )}
    </>
  )
}

/** As many are counted beside the tab; more is "that many, and more". */
const counted = 50

/** How many invitations wait to be accepted. */
function PendingCount() {
  const pending = useOperation(listInvitations, { state: 'pending', limit: counted })
  const { items = [], nextCursor = null } = pending.data ?? {}
  if (items.length === 0) return null
  return (
    <span className="text-faint tabular-nums">
      {nextCursor ? `${counted}+` : items.length}
      <span className="sr-only"> pending</span>
    </span>
  )
}
