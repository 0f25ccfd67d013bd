import { createAuditCheckpoint, listAuditCheckpoints } from '#lib/contracts/audit.ts'
import { createCheckpoint } from '#lib/core/audit/checkpoint.ts'
import { listCheckpoints } from '#lib/core/audit/list-checkpoints.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(listAuditCheckpoints, listCheckpoints),
  endpoint(createAuditCheckpoint, createCheckpoint),
)
