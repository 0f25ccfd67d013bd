import { expect, test } from 'vitest'
import { projectsText } from './role-words.ts'

const named = (...names: string[]) => names.map((name) => ({ name }))

test('a limit is told by its first project and how many there are besides', () => {
  expect(projectsText(null)).toBe('All projects')
  expect(projectsText(named('Payments'))).toBe('Payments')
  expect(projectsText(named('Payments', 'Search', 'Staging'))).toBe('Payments and 2 more')
})

test('a limit to what one does not see is never taken for none', () => {
  expect(projectsText([])).not.toBe(projectsText(null))
})
