import { afterEach, expect, test } from 'vitest'
import { dottedMask, forgetSecret, heldSecret, holdSecret } from './secret-slot.ts'

afterEach(forgetSecret)

test('a secret is there for its key alone, until it is forgotten', () => {
  holdSecret('k-1', 'lw_secret')
  expect(heldSecret('k-1')).toBe('lw_secret')
  expect(heldSecret('k-2')).toBeNull()
  forgetSecret()
  expect(heldSecret('k-1')).toBeNull()
})

test('a second secret takes the place of the first', () => {
  holdSecret('k-1', 'one')
  holdSecret('k-2', 'two')
  expect(heldSecret('k-1')).toBeNull()
})

test('the mask hides with dots', () => {
  expect(dottedMask('lw_Vt7f…q3kD')).toEqual({ start: 'lw_Vt7f', dots: '•'.repeat(24), last: 'q3kD' })
})
