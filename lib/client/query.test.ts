import { MutationObserver, QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { Operation } from '#lib/contracts/operation.ts'
import { afterChange, othersRun, readAgain } from './query.ts'

/** A list that is looked at, and each of whose reads answers when it is told to. */
function shownList(cache: QueryClient) {
  const reads: ((answer: string) => void)[] = []
  const observer = new QueryObserver<string>(cache, {
    queryKey: ['list', {}],
    queryFn: () => new Promise((resolve) => reads.push(resolve)),
  })
  observer.subscribe(() => {})
  return { reads, shown: () => observer.getCurrentResult().data }
}

test('the answer to a first read that was under way at a change is never shown', async () => {
  const cache = new QueryClient()
  const { reads, shown } = shownList(cache)
  expect(reads).toHaveLength(1)
  readAgain(cache, ['list'])
  await expect.poll(() => reads.length).toBe(2)
  reads[0]?.('before')
  reads[1]?.('after')
  await expect.poll(shown).toBe('after')
  expect(cache.isFetching()).toBe(0)
})

test('nor is that to a later one, and until there is an answer the last one stays', async () => {
  const cache = new QueryClient()
  const { reads, shown } = shownList(cache)
  reads[0]?.('first')
  await expect.poll(shown).toBe('first')
  readAgain(cache)
  await expect.poll(() => reads.length).toBe(2)
  readAgain(cache)
  await expect.poll(() => reads.length).toBe(3)
  reads[1]?.('before')
  expect(shown()).toBe('first')
  reads[2]?.('after')
  await expect.poll(shown).toBe('after')
})

test('after a change what it names is read at once, and all else before it is shown next', async () => {
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: 10_000 } } })
  const { reads, shown } = shownList(cache)
  reads[0]?.('before')
  await expect.poll(shown).toBe('before')
  let asked = 0
  const elsewhere = { queryKey: ['elsewhere', {}], queryFn: async () => ++asked }
  const look = () => new QueryObserver(cache, elsewhere).subscribe(() => {})
  look()()
  await expect.poll(() => cache.getQueryData(['elsewhere', {}])).toBe(1)
  afterChange(cache, [{ id: 'list' } as Operation])
  await expect.poll(() => reads.length).toBe(2)
  expect(asked).toBe(1)
  look()
  await expect.poll(() => cache.getQueryData(['elsewhere', {}])).toBe(2)
})

test('of two changes that overlap, the one that settles last knows that it does', async () => {
  const cache = new QueryClient()
  const operation = { id: 'mark' } as Operation
  const others: boolean[] = []
  const answers: (() => void)[] = []
  const change = () =>
    new MutationObserver(cache, {
      mutationKey: [operation.id],
      mutationFn: () => new Promise<void>((resolve) => answers.push(resolve)),
      onSettled: () => {
        others.push(othersRun(cache, operation))
      },
    }).mutate()
  const both = [change(), change()]
  await expect.poll(() => answers.length).toBe(2)
  answers[1]?.()
  await both[1]
  answers[0]?.()
  await both[0]
  expect(others).toEqual([true, false])
})
