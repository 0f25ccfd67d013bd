import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { WidenConsent } from './widen-consent.tsx'

const drawn = (gaining: number, missed: boolean) =>
  renderToStaticMarkup(
    <WidenConsent
      gaining={gaining}
      checked={false}
      missed={missed}
      box={{ current: null }}
      onChecked={() => undefined}
    />,
  )

test('a consent that was passed over is marked, and says what is missing, at its box', () => {
  const html = drawn(2, true)
  expect(html).toContain('Say that these keys may do more')
  expect(html).toContain('aria-invalid="true"')
  const told = /aria-describedby="([^"]+)"/.exec(html)?.[1]
  expect(html).toContain(`<p id="${told}"`)
  expect(drawn(2, false)).not.toContain('Say that')
  expect(drawn(2, false)).not.toContain('aria-invalid=')
})

test('where no key comes to hold more, nothing is asked', () => {
  expect(drawn(0, true)).toBe('')
})
