'use client'

import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { PageSection } from '#components/shell/page-header.tsx'
import { ListBoundary, type QueryLike } from '#components/shell/query-boundary.tsx'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import type { KeyUsage } from './key-usage.ts'
import { RefusalList } from './refusal-list.tsx'

/** How many the server keeps. */
const kept = 100

/** The newest refusals of a key. */
export function RefusalsTab({ apiKey, usage }: { apiKey: ApiKeyDetail; usage: QueryLike<KeyUsage> }) {
  return (
    <ListBoundary
      query={usage}
      loading={<LoadingLines label="Loading refusals" lines={6} className="px-4 py-6 sm:px-7" />}
      isEmpty={(data) => data.refusals.length === 0}
      isFiltered={false}
      empty={
        <EmptyState
          title="Nothing was refused"
          description="When a verification of this key is refused, the reason and the caller stand here."
        />
      }
      noMatch={null}
    >
      {(data) => (
        <PageSection
          title="Refusals"
          aside={data.refusals.length === kept ? `the newest ${kept}` : `${data.refusals.length} in all`}
        >
          <RefusalList apiKey={apiKey} refusals={data.refusals} />
        </PageSection>
      )}
    </ListBoundary>
  )
}
