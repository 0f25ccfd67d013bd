'use client'

import { PageHeader } from '#components/shell/page-header.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { useMe } from '#lib/client/me.ts'
import { AccountLoading, AccountSection } from './account-section.tsx'
import { ChangePassword } from './change-password.tsx'
import { Profile } from './profile.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Sessions } from './sessions.tsx'

/** A person's own account: profile, password, second factor and where one is signed in. */
export function AccountPage() {
  const me = useMe()
  return (
    <>
      <PageHeader title="Account" />
      <QueryBoundary query={me} loading={<AccountLoading />}>
        {({ user }) =>
          user && (
            <div className="divide-y">
              <AccountSection title="Profile" description="How others see you in this portal.">
                <Profile user={user} />
              </AccountSection>
              <AccountSection
                title="Password"
                description="A new password signs you out everywhere but here."
              >
                <ChangePassword email={user.email} />
              </AccountSection>
              <AccountSection
                title="Second factor"
                description="A code from an authenticator app, asked for after your password. Whoever learns the password alone cannot sign in."
              >
                <SecondFactor on={user.secondFactor} />
              </AccountSection>
              <AccountSection title="Sessions" description="Where you are signed in, browsers and scripts.">
                <Sessions />
              </AccountSection>
            </div>
          )
        }
      </QueryBoundary>
    </>
  )
}
