import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { NoKeys } from './no-keys.tsx'

test('whom the policy has make no keys is not told to create the first one, but whom to ask', () => {
  const refusal = 'The policy of Acme has owners and admins make keys: ask one of them.'
  const html = renderToStaticMarkup(<NoKeys onCreate={() => undefined} refusal={refusal} />)
  expect(html).toContain(refusal)
  expect(html).not.toMatch(/Create/)
})
