import { dryRunPolicy } from '#lib/contracts/policies.ts'
import { dryRun } from '#lib/core/policies/dry-run.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(dryRunPolicy, dryRun))
