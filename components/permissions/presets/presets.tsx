'use client'

import { useState } from 'react'
import { LoadingState } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatusDot, type Tone } from '#components/ui/status-dot.tsx'
import { useOperation } from '#lib/client/query.ts'
import { listPresets, type Preset } from '#lib/contracts/presets.ts'
import { PresetDialog } from './preset-dialog.tsx'
import { type PresetState, presetState, sizeWords } from './preset-words.ts'

const states: Readonly<Record<PresetState, { tone: Tone; label: string; action: string }>> = {
  installed: { tone: 'ok', label: 'Installed', action: 'View' },
  partly: { tone: 'warning', label: 'Partly installed', action: 'Complete' },
  none: { tone: 'neutral', label: 'Not installed', action: 'Install' },
}

/** The presets there are, and how much of each the organization has; each opens to what it would add. */
export function Presets({ held }: { held: ReadonlySet<string> }) {
  const presets = useOperation(listPresets, {})
  const [open, setOpen] = useState<string | null>(null)
  const may = held.has('permission:update')
  return (
    <QueryBoundary
      query={presets}
      loading={<PresetsLoading />}
      renderError={(error) => (
        <Banner
          tone="danger"
          title={problemOf(error).title}
          action={
            <Button size="sm" onClick={() => presets.refetch()} loading={presets.isFetching}>
              Try again
            </Button>
          }
        >
          {problemOf(error).message}
        </Banner>
      )}
    >
      {({ items }) => {
        const shown = items.find(({ name }) => name === open)
        return (
          <>
            <ul>
              {items.map((preset) => (
                <PresetRow key={preset.name} preset={preset} may={may} onOpen={() => setOpen(preset.name)} />
              ))}
            </ul>
            {shown && <PresetDialog preset={shown} held={held} onClose={() => setOpen(null)} />}
          </>
        )
      }}
    </QueryBoundary>
  )
}

function PresetRow({ preset, may, onOpen }: { preset: Preset; may: boolean; onOpen: () => void }) {
  const { tone, label, action } = states[presetState(preset)]
  const verb = may ? action : 'View'
  return (
    <li className="flex items-start gap-4 border-b py-4 first:pt-0 last:border-b-0 last:pb-0">
      <div className="min-w-0 flex-1">
        <h2 className="font-medium text-sm">{preset.title}</h2>
        <p className="text-pretty text-muted">{preset.about}</p>
        <p className="mt-1 flex flex-wrap gap-x-3 text-faint text-xs">
          <StatusDot tone={tone}>{label}</StatusDot>
          <span>{sizeWords(preset)}</span>
        </p>
      </div>
      <Button size="sm" onClick={onOpen} aria-label={`${verb} ${preset.title}`} aria-haspopup="dialog">
        {verb}
      </Button>
    </li>
  )
}

function PresetsLoading() {
  return (
    <LoadingState label="Loading presets">
      {['w-24', 'w-20', 'w-28', 'w-16'].map((width) => (
        <div key={width} className="flex h-24 items-start gap-4 border-b py-4 last:border-b-0">
          <div className="grid flex-1 gap-2.5 pt-1">
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="h-3 w-64 max-w-full" />
            <Skeleton className="h-2.5 w-40" />
          </div>
          <Skeleton className="h-7 w-16" />
        </div>
      ))}
    </LoadingState>
  )
}
