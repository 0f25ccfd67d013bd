import type { VendorGuide } from '#components/docs/guides/dialects/vendor-guide.ts'
import type { VendorCall } from '#components/docs/guides/dialects/vendor-page.tsx'
import type { ApiRequest } from '#components/docs/request.ts'
import { isMount, type Mount, mountRoot } from '#lib/contracts/mounts.ts'
import type { Operation } from '#lib/contracts/operation.ts'
import { dialects } from '#lib/dialects/registry.ts'
import { env } from '#lib/env.ts'
import { rightInWords } from '#lib/openapi/document.ts'
import { documentOperation } from '../document-operation.ts'

const mountsOf = ({ mounts }: VendorGuide): Mount[] => mounts.map(({ mount }) => mount).filter(isMount)

const below = (mount: Mount, path: string) => path.slice(`${mountRoot}/${mount}`.length)

/** The calls of a service, those of all its mounts together. */
export function callsOf(guide: VendorGuide): VendorCall[] {
  const mounts = mountsOf(guide)
  const calls = new Map<string, { mounts: Mount[]; operation: Operation; path: string }>()
  for (const mount of mounts)
    for (const operation of dialects[mount].operations) {
      const path = below(mount, operation.path)
      const call = calls.get(`${operation.method} ${path}`) ?? { mounts: [], operation, path }
      call.mounts.push(mount)
      calls.set(`${operation.method} ${path}`, call)
    }
  return [...calls.values()].map(({ mounts: at, operation, path }) => ({
    method: operation.method,
    path,
    summary: operation.summary,
    needs: rightInWords(operation.right),
    status: operation.status,
    only: at.length < mounts.length ? at.join(', ') : null,
  }))
}

/** A first call of a service: listing keys. */
export function exampleAt(guide: VendorGuide): ApiRequest {
  const [mount] = mountsOf(guide)
  const operation =
    mount && dialects[mount].operations.find(({ method, path }) => method === 'GET' && !path.includes('{'))
  if (!operation) throw new Error(`${guide.title} has no call without parameters`)
  const { example } = documentOperation(operation)
  return { ...example, query: {}, credential: 'LATCHWORK_TOKEN', origin: env().LATCHWORK_URL }
}
