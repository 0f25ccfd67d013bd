import type { ReactNode } from 'react'
import { KeyDialogs } from '#components/keys/key-dialogs.tsx'
import { Portal } from '#components/portal/portal.tsx'
import { PortalProviders } from '#components/portal/portal-providers.tsx'

/** Everything behind the sign-in: drawn by components/shell, filled by components/portal. */
export default function PortalLayout({ children }: { children: ReactNode }) {
  return (
    <PortalProviders>
      <Portal>
        <KeyDialogs>{children}</KeyDialogs>
      </Portal>
    </PortalProviders>
  )
}
