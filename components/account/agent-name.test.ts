import { expect, test } from 'vitest'
import { agentName } from './agent-name.ts'

test('browsers are told apart from those they descend from, with the system they run on', () => {
  const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  expect(agentName(`${mac} ${webkit} Chrome/153.0.0.0 Safari/537.36`)).toEqual({
    name: 'Chrome on macOS',
    kind: 'desktop',
  })
  expect(agentName(`${mac} ${webkit} Chrome/153.0.0.0 Safari/537.36 Edg/153.0`).name).toBe('Edge on macOS')
  expect(agentName(`${mac} AppleWebKit/605 (KHTML, like Gecko) Version/19.0 Safari/605`).name).toBe(
    'Safari on macOS',
  )
  expect(agentName('Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0').name).toBe(
    'Firefox on Linux',
  )
  expect(
    agentName(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604',
    ),
  ).toEqual({ name: 'Safari on iPhone', kind: 'phone' })
  expect(agentName(`Mozilla/5.0 (Linux; Android 16) ${webkit} Chrome/153 Mobile Safari/537.36`).kind).toBe(
    'phone',
  )
})

test('a script is called by the product it names, and nothing else of what it says is shown', () => {
  expect(agentName('curl/8.14.1')).toEqual({ name: 'curl', kind: 'script' })
  expect(agentName('node')).toEqual({ name: 'node', kind: 'script' })
  expect(agentName('<script>alert(1)</script>').name).toBe('Unknown')
  expect(agentName(null).name).toBe('Unknown')
})
