'use client'

import { Button } from '#components/ui/button.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx'
import { type CallInput, requestParts } from '#lib/client/call.ts'
import { type ExportFormat, exportAuditEvents } from '#lib/contracts/audit.ts'

type Filter = Omit<CallInput<typeof exportAuditEvents>, 'format'>

interface ExportMenuProps {
  query: Filter
  filtered: boolean
}

const names: Record<ExportFormat, string> = { ndjson: 'NDJSON', csv: 'CSV' }

/** The log as a file: whole, so that it can be verified by itself, or what the filters leave. */
export function ExportMenu({ query, filtered }: ExportMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>Export</Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="max-w-72">
        <DropdownMenuLabel>The whole log</DropdownMenuLabel>
        <Formats filter={{}} />
        {filtered && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuLabel>What the filters leave</DropdownMenuLabel>
            <Formats filter={query} />
            <p className="px-2 pb-1.5 text-faint text-xs">A part of the log cannot be verified by itself.</p>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

/** Links, so that the browser takes the file as it comes and nothing of it lies in the page. */
function Formats({ filter }: { filter: Filter }) {
  return (['ndjson', 'csv'] as const).map((format) => (
    <DropdownMenuItem key={format} asChild>
      <a href={requestParts(exportAuditEvents, { ...filter, format }).path} download>
        {names[format]}
      </a>
    </DropdownMenuItem>
  ))
}
