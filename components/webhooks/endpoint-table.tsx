'use client'

import Link from 'next/link'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { rowLinkStyles, Table, TableBody, TableHead, TableRow, Td, Th } from '#components/ui/table.tsx'
import type { Webhook } from '#lib/contracts/webhooks.ts'
import { DeliveryBars } from './delivery-bars.tsx'
import { EndpointStateText } from './endpoint-state.tsx'
import { addressParts, typesText } from './endpoint-words.ts'

interface EndpointTableProps {
  endpoints: readonly Webhook[]
  /** Names of projects by their ids. */
  projects: ReadonlyMap<string, string>
}

/** Endpoints, a row each; the row leads to its page. */
export function EndpointTable({ endpoints, projects }: EndpointTableProps) {
  return (
    <Table label="Webhook endpoints" className="table-fixed">
      <TableHead>
        <Th>Endpoint</Th>
        <Th className="w-[22%]">Told of</Th>
        <Th className="w-[16%]">State</Th>
        <Th className="w-32">Last deliveries</Th>
        <Th className="w-32">Last event</Th>
      </TableHead>
      <TableBody>
        {endpoints.map((endpoint) => (
          <EndpointRow
            key={endpoint.id}
            endpoint={endpoint}
            project={endpoint.projectId && (projects.get(endpoint.projectId) ?? 'one project')}
          />
        ))}
      </TableBody>
    </Table>
  )
}

function EndpointRow({ endpoint, project }: { endpoint: Webhook; project: string | null }) {
  const { host, rest } = addressParts(endpoint.url)
  return (
    <TableRow>
      <Td phone="lead">
        <Link href={`/webhooks/${endpoint.id}`} className={rowLinkStyles}>
          <span className="block truncate">{endpoint.description || host}</span>
        </Link>
        <span className="block truncate font-mono text-faint text-xs">
          {endpoint.description && host}
          {rest || (endpoint.description ? '' : '/')}
        </span>
      </Td>
      <Td className="text-muted">
        <span className="block truncate">{typesText(endpoint.types)}</span>
        <span className="block truncate text-faint text-xs">{project ?? 'every project'}</span>
      </Td>
      <Td phone="second">
        <EndpointStateText endpoint={endpoint} />
      </Td>
      <Td phone="end">
        <DeliveryBars recent={endpoint.recent} label={`Deliveries to ${host}`} />
      </Td>
      <Td className="text-muted">
        <RelativeTime instant={endpoint.recent[0]?.createdAt ?? null} />
      </Td>
    </TableRow>
  )
}
