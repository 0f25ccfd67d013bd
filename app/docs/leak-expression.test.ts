import { createSecretKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { mintChecked } from '#lib/secret/native.ts'
import { leakExpression } from './leak-expression.ts'

test('the expression for scanners finds a key wherever it stands, and needs no look-around', () => {
  const secret = mintChecked('acme_live_', createSecretKey(Buffer.alloc(32, 7)))
  const expression = new RegExp(leakExpression())
  expect(expression.exec(`export KEY="${secret}"`)?.[0]).toBe(secret)
  expect(expression.exec(`?key=${secret}&x`)?.[0]).toBe(secret)
  expect(expression.source).not.toMatch(/\(\?<?[!=]/)
})
