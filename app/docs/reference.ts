import {
  contracts,
  dialectHref,
  errorHref,
  type GuideLink,
  guides,
  type OperationGroup,
  operationHref,
} from '#components/docs/docs-map.ts'
import { vendorGuides } from '#components/docs/guides/dialects/all.ts'
import type { ApiRequest } from '#components/docs/request.ts'
import type { SearchEntry } from '#components/docs/search.ts'
import type { Method, Operation } from '#lib/contracts/operation.ts'
import { type Tag, tags } from '#lib/contracts/operation.ts'
import { operations } from '#lib/contracts/operations.ts'
import { problemCodes, problemStatus, problemTitles } from '#lib/contracts/problem.ts'
import { env } from '#lib/env.ts'
import { callsOf, errorsOf } from './dialects/calls.ts'
import { documentOperation } from './document-operation.ts'

const methodOrder: readonly Method[] = ['POST', 'GET', 'PATCH', 'PUT', 'DELETE']

/** A resource before what lies beneath it, one thing before collections of its own. */
const sortKey = ({ path, method }: Operation) => `${path.replaceAll('{', '!')} ${methodOrder.indexOf(method)}`

/** What one comes for stands first; the rest follows in the order of the contract. */
const firstTags: readonly Tag[] = [
  'Keys',
  'Verification',
  'Tokens',
  'Usage',
  'Projects',
  'Catalogue',
  'Organizations',
]

/** Every operation by tag, resources before what lies beneath them. */
function byTag(): { tag: Tag; operations: Operation[] }[] {
  return [...new Set([...firstTags, ...tags])]
    .map((tag) => ({
      tag,
      operations: operations
        .filter((operation) => operation.tag === tag)
        .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
    }))
    .filter((group) => group.operations.length > 0)
}

/** Every operation by tag, as the navigation lists them. */
export function operationGroups(): OperationGroup[] {
  return byTag().map((group) => ({
    tag: group.tag,
    operations: group.operations.map(({ id, method, path, summary }) => ({ id, method, path, summary })),
  }))
}

const guideEntry = ({ href, title, words }: GuideLink): SearchEntry => ({ href, title, words, hint: 'Guide' })

/** What a page of another contract is found by: its calls, and what it refuses with. */
function wordsOf(href: string): string[] {
  const guide = vendorGuides.find(({ vendor }) => dialectHref(vendor) === href)
  if (!guide) return []
  return [...callsOf(guide).map(({ path }) => path), ...errorsOf(guide).map(({ word = '' }) => word)]
}

/** Everything that search can find. */
export function searchIndex(): SearchEntry[] {
  const names = (fields: readonly { name: string }[] | null) => (fields ?? []).map(({ name }) => name)
  return [
    ...byTag().flatMap((group) =>
      group.operations.map((operation) => {
        const { params, query, body, reply } = documentOperation(operation)
        return {
          href: operationHref(operation.id),
          title: operation.summary,
          hint: `${operation.method} ${operation.path}`,
          words: [
            operation.id,
            operation.tag,
            ...names(params),
            ...names(query),
            ...names(body),
            ...names(reply),
          ].join(' '),
        }
      }),
    ),
    ...guides.map(guideEntry),
    ...contracts.map((contract) => ({
      ...guideEntry(contract),
      hint: 'Contract',
      words: [contract.words, ...wordsOf(contract.href)].join(' '),
    })),
    ...problemCodes.map((code) => ({
      href: errorHref(code),
      title: problemTitles[code],
      hint: `${problemStatus[code]} ${code}`,
      words: 'error problem',
    })),
  ]
}

/** The example request of an operation, at this Latchwork. */
export function exampleOfOperation(id: string): ApiRequest {
  const operation = operations.find((one) => one.id === id)
  if (!operation) throw new Error(`There is no operation ${id}`)
  return { ...documentOperation(operation).example, origin: env().LATCHWORK_URL }
}
