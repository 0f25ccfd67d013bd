import type { VendorCall } from '#components/docs/guides/dialects/call-table.tsx'
import { sharedRefusals } from '#components/docs/guides/dialects/refusals.ts'
import type { VendorError, VendorGuide } from '#components/docs/guides/dialects/vendor-guide.ts'
import type { ApiRequest } from '#components/docs/request.ts'
import { isMount, type Mount, mountRoot } from '#lib/contracts/mounts.ts'
import type { Operation, Right } from '#lib/contracts/operation.ts'
import { dialects } from '#lib/dialects/registry.ts'
import { env } from '#lib/env.ts'
import { refusalAt } from './spoken.ts'

const mountsOf = ({ mounts }: VendorGuide): Mount[] => mounts.map(({ mount }) => mount).filter(isMount)

/** `GET /api-key`: a call as the vendor's page writes it. */
export const callOf = (mount: Mount, { method, path }: Pick<Operation, 'method' | 'path'>): string =>
  `${method} ${path.slice(`${mountRoot}/${mount}`.length)}`

/** The calls of a service, those of all its mounts together. */
export function callsOf(guide: VendorGuide): VendorCall[] {
  const mounts = mountsOf(guide)
  const told = mounts.flatMap((mount) =>
    dialects[mount].operations.map((operation) => ({ call: callOf(mount, operation), mount, operation })),
  )
  return [...Map.groupBy(told, ({ call }) => call)].flatMap(([call, [first, ...others]]) => {
    if (!first) return []
    const { method, path, right, status } = first.operation
    const at = [first, ...others].map(({ mount }) => mount)
    return {
      method,
      path: path.slice(`${mountRoot}/${first.mount}`.length),
      needs: needsOf(right),
      status,
      answer: guide.answers[call] ?? '',
      only: at.length < mounts.length ? at.join(', ') : null,
    }
  })
}

/** Whom a call serves, in a few words. */
function needsOf(right: Right): string {
  switch (right.kind) {
    case 'public':
      return 'Nothing'
    case 'signed-in':
      return 'Any credential'
    case 'person':
      return 'A person'
    case 'key':
      return 'A key'
    case 'permission':
      return [right.name, ...(right.also ? [right.also] : [])]
        .map((name) => `\`${name}\``)
        .join(' and ')
        .concat(right.self ? '; nothing for itself' : '')
  }
}

/** Every refusal of a service, by status: its own, and those that all contracts share, each in the service's own word. */
export function errorsOf(guide: VendorGuide): VendorError[] {
  const [mount] = mountsOf(guide)
  if (!mount) return []
  const shared = sharedRefusals.map(({ code, status: usual, means, fix }) => {
    const { status, body } = refusalAt(mount, code, usual)
    return { status, word: wordIn(body), means, fix }
  })
  return [...guide.errors, ...shared].toSorted((one, other) => one.status - other.status)
}

/** What a vendor's clients look at in a refusal, beside its status. */
export function wordIn(body: object): string | undefined {
  const { code, error } = body as { code?: string; error?: string }
  return code ?? error
}

/** How a key is made at this Latchwork. */
export function exampleAt({ example: { mount, path, body } }: VendorGuide): ApiRequest {
  return {
    method: 'POST',
    origin: env().LATCHWORK_URL,
    path: `${mountRoot}/${mount}${path}`,
    params: {},
    query: {},
    headers: {},
    body,
    // As the vendor's page sends it.
    ...(dialects[mount as Mount]?.bareAuthorization
      ? { credential: null, secretHeaders: { Authorization: 'LATCHWORK_TOKEN' as const } }
      : { credential: 'LATCHWORK_TOKEN' as const }),
  }
}
