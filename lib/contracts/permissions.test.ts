import { expect, test } from 'vitest'
import { permissionName } from './permissions.ts'

test('a name that is none is told what it is made of', () => {
  const said = (name: string) => permissionName.safeParse(name).error?.issues[0]?.message
  expect(said('line_items:read')).toBeUndefined()
  expect(said('Réports Export')).toBe('Lower-case letters, digits and _, parted by :')
})
