import { expect, test } from 'vitest'
import type { ServiceAccount } from '#lib/contracts/service-accounts.ts'
import {
  accountBody,
  accountChanges,
  accountForm,
  accountValues,
  changedBody,
  newAccount,
} from './account-form.ts'

const account: ServiceAccount = {
  id: '0198c0de-0000-7000-8000-000000000001',
  name: 'Nightly',
  description: '',
  responsible: null,
  keys: 0,
  lastUsedAt: null,
  archivedAt: null,
  createdAt: '2026-11-28T09:00:00.000Z',
  updatedAt: '2026-11-28T09:00:00.000Z',
  version: 1,
}
const ada = { id: '0198c0de-0000-7000-8000-00000000000a', name: 'Ada' }

test('a new account needs a name and somebody who answers for it', () => {
  const paths = (values: unknown) => accountForm.safeParse(values).error?.issues.map(({ path }) => path[0])
  expect(paths(newAccount(null))).toEqual(['name', 'responsible'])
  expect(paths({ ...newAccount(ada), name: 'Nightly' })).toBeUndefined()
  expect(accountBody({ ...newAccount(ada), name: 'Nightly' })).toEqual({
    name: 'Nightly',
    responsibleId: ada.id,
  })
})

test('an edit sends what differs and nothing else', () => {
  expect(changedBody(accountValues(account), account)).toEqual({})
  expect(
    changedBody({ ...accountValues(account), description: 'Backups', responsible: ada }, account),
  ).toEqual({
    description: 'Backups',
    responsibleId: ada.id,
  })
})

test('what somebody else changed is told as the form names it', () => {
  const after = { ...account, name: 'Hourly', responsible: ada, archivedAt: account.updatedAt, version: 2 }
  expect(accountChanges(account, after)).toEqual([
    { field: 'Name', before: 'Nightly', after: 'Hourly' },
    { field: 'Responsible', before: 'nobody', after: 'Ada' },
    { field: 'State', before: 'in use', after: 'archived' },
  ])
})
