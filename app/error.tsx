'use client'

import { PageError, type PageErrorProps } from '#components/shell/page-error.tsx'

/** Where no layout of ours is left to stand in. */
export default function RootError(props: PageErrorProps) {
  return (
    <main id="main" className="min-h-dvh bg-panel">
      <PageError {...props} />
    </main>
  )
}
