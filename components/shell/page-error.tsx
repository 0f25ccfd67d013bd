'use client'

import { ErrorState } from './error-state.tsx'

export interface PageErrorProps {
  error: Error & { digest?: string }
  reset: () => void
}

/** A page that failed to render. The error's own message stays in the log; `digest` finds it there. */
export function PageError({ error, reset }: PageErrorProps) {
  return (
    <div className="grid min-h-[60dvh] place-content-center">
      <ErrorState
        error={{
          title: 'This page could not be shown',
          message: 'Try again. If it stays so, tell whoever runs this Latchwork.',
          requestId: error.digest,
        }}
        onRetry={reset}
      />
    </div>
  )
}
