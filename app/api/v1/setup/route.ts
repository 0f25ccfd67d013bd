import { setUp as setUpOperation, setUpStatus } from '#lib/contracts/account.ts'
import { getSetup } from '#lib/core/setup/get-setup.ts'
import { setUp } from '#lib/core/setup/set-up.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(setUpStatus, getSetup),
  endpoint(setUpOperation, setUp),
)
