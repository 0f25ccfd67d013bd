'use client'

import { PageError, type PageErrorProps } from '#components/shell/page-error.tsx'

/** Inside the shell, so that one can go elsewhere. */
export default function PortalError(props: PageErrorProps) {
  return <PageError {...props} />
}
