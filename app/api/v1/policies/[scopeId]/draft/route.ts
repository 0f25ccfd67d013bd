import { discardPolicyDraft, putPolicyDraft } from '#lib/contracts/policies.ts'
import { discardDraft, putDraft } from '#lib/core/policies/put-draft.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(putPolicyDraft, putDraft),
  endpoint(discardPolicyDraft, discardDraft),
)
