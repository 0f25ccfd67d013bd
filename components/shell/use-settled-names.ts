import { useDebounced } from '#lib/client/use-debounced.ts'

/** A choice of names once it has stayed the same for a moment, and whether it is that of now: for asking what it would do. */
export function useSettledNames(names: readonly string[]): { names: string[]; settled: boolean } {
  const now = names.toSorted().join(',')
  const calm = useDebounced(now)
  return { names: calm === '' ? [] : calm.split(','), settled: calm === now }
}
