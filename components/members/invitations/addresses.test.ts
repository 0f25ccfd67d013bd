import { expect, test } from 'vitest'
import { addressesIn } from './addresses.ts'

const three = ['grace@example.com', 'ada@example.com', 'zed@example.com']

test('what a mail program copies is its addresses, without names, quotes and mailto:', () => {
  expect(
    addressesIn(
      'Grace Hopper <grace@example.com>, "Lovelace, Ada" <ada@example.com>; mailto:zed@example.com',
    ),
  ).toEqual(three)
  expect(
    addressesIn('Grace <GRACE@example.com>;\nLovelace, Ada <Ada@Example.com>\r\n<mailto:zed@example.com>'),
  ).toEqual(three)
  expect(addressesIn('"grace@example.com" (ada@example.com) \'zed@example.com\'.')).toEqual(three)
  expect(addressesIn('Grace <grace@example.com> Ada <ada@example.com> zed@example.com')).toEqual(three)
  expect(addressesIn('MAILTO:zed@example.com?subject=Hello%20there')).toEqual(['zed@example.com'])
})

test('an address in other capitals is there once', () => {
  expect(addressesIn('Ada@example.com ada@EXAMPLE.com, Ada <ada@example.com>')).toEqual(['ada@example.com'])
})

test('what is no address is kept, so that it can be marked', () => {
  expect(addressesIn('grace, ada@example.com ada@')).toEqual(['grace', 'ada@example.com', 'ada@'])
  expect(addressesIn(' , ; <> ""')).toEqual([])
})
