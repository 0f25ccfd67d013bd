import { describe, expect, test } from 'vitest'
import { contracts, dialectHref } from '#components/docs/docs-map.ts'
import { vendorGuides } from '#components/docs/guides/dialects/all.ts'
import type { VendorGuide } from '#components/docs/guides/dialects/vendor-guide.ts'
import { type Mount, mounts } from '#lib/contracts/mounts.ts'
import type { Operation } from '#lib/contracts/operation.ts'
import { type ProblemCode, sharedProblems } from '#lib/contracts/problem.ts'
import { createMistakes } from '#lib/dialects/freesewing/contract.ts'
import { presets } from '#lib/dialects/presets.ts'
import { dialects } from '#lib/dialects/registry.ts'
import { jsonSchema } from '#lib/openapi/document.ts'
import { callOf, callsOf, errorsOf, exampleAt, wordIn } from './calls.ts'
import { refusalAt } from './spoken.ts'

const mountsOf = (guide: VendorGuide) => guide.mounts.map(({ mount }) => mount as Mount)
const operationsOf = (mount: Mount) =>
  new Map(dialects[mount].operations.map((operation) => [callOf(mount, operation), operation]))

test('every mount is on the page of one service, under the name that its contract and its preset have', () => {
  const told = vendorGuides.flatMap((guide) => mountsOf(guide).map((mount) => [mount, guide.title]))
  expect(told.sort()).toEqual(mounts.map((mount) => [mount, dialects[mount].title]).sort())
  expect(vendorGuides.map(({ vendor, title }) => [vendor, title]).sort()).toEqual(
    presets.map(({ name, title }) => [name, title]).sort(),
  )
  expect(contracts.map(({ href, title }) => [href, title])).toEqual(
    vendorGuides.map(({ vendor, title }) => [dialectHref(vendor), title]),
  )
})

describe.each(vendorGuides)('the page of $title', (guide) => {
  test('has every call of every mount once, and what comes back', () => {
    const there = new Set(mountsOf(guide).flatMap((mount) => [...operationsOf(mount).keys()]))
    const told = callsOf(guide).map(({ method, path }) => `${method} ${path}`)
    expect(told.sort()).toEqual([...there].sort())
    expect(Object.keys(guide.answers).sort()).toEqual([...there].sort())
  })

  test('shows how a key is made, as the contract takes and answers it', () => {
    const { mount, path, body, answer } = guide.example
    const operation = operationsOf(mount as Mount).get(`POST ${path}`)
    expect(operation?.body?.safeParse(body).error).toBeUndefined()
    // Answers are written in the order of their schemas.
    expect(JSON.stringify(operation?.reply?.parse(answer))).toBe(JSON.stringify(answer))
    expect(exampleAt(guide).path).toBe(`/api/compat/${mount}${path}`)
  })

  test('has every refusal that may come, in the vendor’s word', () => {
    const codes: ProblemCode[] = [...sharedProblems, 'not_found', 'method_not_allowed']
    const told = errorsOf(guide).map(({ status, word }) => `${status} ${word}`)
    expect(new Set(told).size).toBe(told.length)
    for (const code of codes) {
      const { status, body } = refusalAt(mountsOf(guide)[0] ?? 'dadosfera', code)
      expect(told, code).toContain(`${status} ${wordIn(body)}`)
    }
  })

  test('has every difference between its mounts', () => {
    const [documented, live] = mountsOf(guide)
    const points = guide.differences.map(({ point }) => point).join(' ')
    const differing = documented && live ? differences(documented, live) : []
    for (const one of differing) expect(points).toContain(one)
    expect(guide.differences.length > 0).toBe(differing.length > 0)
  })
})

test('every identifier with which FreeSewing refuses a new key has its remedy, in the order of the checks', () => {
  const words = vendorGuides.find(({ vendor }) => vendor === 'freesewing')?.errors.map(({ word }) => word)
  expect(words?.slice(0, createMistakes.length)).toEqual([...createMistakes])
})

/** What two mounts differ in: fields that a call takes or gives at one of them only or otherwise, and calls of one only. */
function differences(one: Mount, other: Mount): string[] {
  const [ones, others] = [operationsOf(one), operationsOf(other)]
  const found = new Set<string>()
  for (const [call, operation] of [...ones, ...others]) {
    const [here, there] = [ones.get(call), others.get(call)]
    if (!here || !there) found.add(`\`${call}\``)
    else if (here === operation) for (const name of differingFields(here, there)) found.add(`\`${name}\``)
  }
  return [...found]
}

function differingFields(one: Operation, other: Operation): string[] {
  const [ones, others] = [fieldsOf(one), fieldsOf(other)]
  return [...new Set([...ones.keys(), ...others.keys()])]
    .filter((name) => ones.get(name) !== others.get(name))
    .map((name) => name.split('.').at(-1) ?? name)
}

/** The fields of a query, a body and a reply, each with what it is. */
function fieldsOf({ query, body, reply }: Operation): Map<string, string> {
  const parts = { query: jsonSchema(query, 'input'), body: body && jsonSchema(body, 'input') }
  const all = { ...parts, reply: reply && jsonSchema(reply, 'output') }
  return new Map(
    Object.entries(all).flatMap(([part, schema]) => {
      const { items, properties } = (schema ?? {}) as { items?: object; properties?: object }
      const fields = properties ?? (items as { properties?: object } | undefined)?.properties ?? {}
      return Object.entries(fields).map(([name, field]): [string, string] => [
        `${part}.${name}`,
        JSON.stringify(field),
      ])
    }),
  )
}
