import { expect, test } from 'vitest'
import { vendorGuides } from '#components/docs/guides/dialects/all.ts'
import { mounts } from '#lib/contracts/mounts.ts'
import { createMistakes } from '#lib/dialects/freesewing/contract.ts'
import { dialects } from '#lib/dialects/registry.ts'
import { callsOf, exampleAt } from './calls.ts'

test('every mount is on the page of one service, under the name that its contract has', () => {
  const told = vendorGuides.flatMap(({ title, mounts: here }) => here.map(({ mount }) => [mount, title]))
  expect(told.sort()).toEqual(mounts.map((mount) => [mount, dialects[mount].title]).sort())
})

test.each(vendorGuides)('the page of $title has every call, and an example', (guide) => {
  const calls = callsOf(guide)
  for (const { mount } of guide.mounts) {
    const { operations } = dialects[mount as keyof typeof dialects]
    for (const { method, path } of operations) {
      const below = path.slice(`/api/compat/${mount}`.length)
      expect(
        calls.some((call) => call.method === method && call.path === below),
        `${method} ${below}`,
      ).toBe(true)
    }
  }
  expect(exampleAt(guide).method).toBe('GET')
  const differ = calls.some(({ only }) => only !== null)
  expect(guide.differences.length > 0 || !differ).toBe(true)
})

test('every identifier with which FreeSewing refuses a new key has its remedy', () => {
  const told = vendorGuides.find(({ vendor }) => vendor === 'freesewing')
  const words = told?.errors.map(({ word }) => word)
  const beyond = told?.beyond.join(' ') ?? ''
  for (const id of createMistakes) expect(words?.includes(id) || beyond.includes(`\`${id}\``), id).toBe(true)
})
