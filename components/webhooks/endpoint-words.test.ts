import { expect, test } from 'vitest'
import { addressParts, answerText, deliveryStateOf, tookText, typesText } from './endpoint-words.ts'

test('an address is its host, and the rest; what is not https says so', () => {
  expect(addressParts('https://hooks.example.com/a?b=c')).toEqual({
    host: 'hooks.example.com',
    rest: '/a?b=c',
  })
  expect(addressParts('https://hooks.example.com:8443/')).toEqual({
    host: 'hooks.example.com:8443',
    rest: '',
  })
  expect(addressParts('http://127.0.0.1:9/x')).toEqual({ host: 'http://127.0.0.1:9', rest: '/x' })
})

test('types are told in a few words', () => {
  expect(typesText([])).toBe('Everything')
  expect(typesText(['key.created'])).toBe('key.created')
  expect(typesText(['key.created', 'key.revoked'])).toBe('key.created, key.revoked')
  expect(typesText(['key.created', 'key.revoked', 'key.expiring'])).toBe('key.created and 2 more')
})

test('a delivery that was tried in vain is told apart from one that is on its way', () => {
  expect(deliveryStateOf({ state: 'pending', attempts: 0 }).label).toBe('On its way')
  expect(deliveryStateOf({ state: 'pending', attempts: 1 }).label).toBe('To be retried')
  expect(deliveryStateOf({ state: 'failed', attempts: 9 }).label).toBe('Given up')
  expect(deliveryStateOf({ state: 'delivered', attempts: 2 }).label).toBe('Delivered')
  expect(deliveryStateOf({ state: 'superseded', attempts: 3 })).toEqual({
    tone: 'neutral',
    label: 'Sent again',
  })
})

test('an answer is its status, and why it failed where the status does not say it', () => {
  expect(answerText({ status: 204, error: null })).toBe('204')
  expect(answerText({ status: 302, error: 'Answered with a redirect' })).toBe('302: Answered with a redirect')
  expect(answerText({ status: null, error: 'No answer within 15 s' })).toBe('No answer within 15 s')
})

test('a duration is told in milliseconds below a second, then in seconds', () => {
  expect(tookText(7)).toBe('7 ms')
  expect(tookText(999)).toBe('999 ms')
  expect(tookText(15_004)).toBe('15.0 s')
})
