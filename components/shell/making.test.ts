import { expect, test } from 'vitest'
import { makingRefusal } from './making.ts'

test('whom the policy has make no keys is told whose policy it is, in a project and in all of them', () => {
  const scope = { type: 'organization' as const, id: 'o', name: 'Acme' }
  const effective = {
    projectId: 'p',
    rules: { creators: 'admins' as const },
    sources: { creators: { type: 'project' as const, id: 'p', name: 'Payments' } },
    mayCreate: false,
    needsApproval: [],
  }
  expect(makingRefusal({ effective, role: 'MEMBER' })).toBe(
    'The policy of Payments has owners and admins make keys: ask one of them.',
  )
  expect(makingRefusal({ effective: { ...effective, mayCreate: true }, role: 'ADMIN' })).toBeNull()
  const organization = { scope, rules: { creators: 'admins' as const } }
  expect(makingRefusal({ organization, role: 'MEMBER' })).toContain('The policy of Acme has owners')
  for (const role of ['OWNER', 'ADMIN'] as const) expect(makingRefusal({ organization, role })).toBeNull()
  expect(makingRefusal({ organization: { scope, rules: { creators: 'people' } }, role: 'MEMBER' })).toBeNull()
  expect(makingRefusal({ role: 'MEMBER' })).toBeNull()
})
