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
import { toast } from '#components/ui/toast-store.ts'
import { type CallInput, call, requestParts } from '#lib/client/call.ts'
import { sentence } from '#lib/client/problem.ts'
import { type ExportFormat, exportAuditEvents, listAuditEvents } from '#lib/contracts/audit.ts'

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

function Formats({ filter }: { filter: Filter }) {
  return (['ndjson', 'csv'] as const).map((format) => (
    <DropdownMenuItem key={format} onSelect={() => void download({ ...filter, format })}>
      {names[format]}
    </DropdownMenuItem>
  ))
}

/**
 * Has the browser take the file as it comes, so that nothing of it lies in the page. Whether the log may still be read is asked
 * first: else the refusal would be what the browser takes.
 */
async function download(input: CallInput<typeof exportAuditEvents>): Promise<void> {
  try {
    await call(listAuditEvents, { limit: 1 })
  } catch (error) {
    toast.error(`Nothing was exported. ${sentence(error)}`)
    return
  }
  window.location.assign(requestParts(exportAuditEvents, input).path)
}
