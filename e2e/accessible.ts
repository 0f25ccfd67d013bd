import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from 'playwright/test'

const sizes = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'phone', width: 390, height: 844 },
] as const

/**
 * What every page must be: free of what axe finds, light and dark, and no wider than a phone. Leaves its pictures in
 * `e2e/artifacts`, to be looked at.
 */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const { name: size, ...viewport } of sizes)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: `e2e/artifacts/${name}-${size}-${colorScheme}.png` })
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
      expect(found, `${name}, ${size}, ${colorScheme}`).toEqual([])
    }
  await page.setViewportSize({ width: 360, height: 740 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wide, `${name} at 360 px`).toBeLessThanOrEqual(0)
  await page.setViewportSize(sizes[0])
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
}
