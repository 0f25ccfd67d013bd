import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from 'playwright/test'

const folder = join(import.meta.dirname, 'artifacts', 'screens')

/** How every main screen is kept, and where axe reads it: every page by itself is read in all of them (pages.e2e.ts). */
const looks = [
  { size: 'wide', width: 1440, height: 900, colorScheme: 'light', read: true },
  { size: 'wide', width: 1440, height: 900, colorScheme: 'dark', read: false },
  { size: 'phone', width: 390, height: 844, colorScheme: 'light', read: false },
  { size: 'phone', width: 390, height: 844, colorScheme: 'dark', read: true },
] as const

/** Switches a page that follows the system to light or dark, and waits until it has, and until nothing moves. */
export async function setTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: 'attached' })
  await stillness(page)
}

/** Waits until nothing moves that ever ends: halfway, a colour is not what it will be. */
async function stillness(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document.getAnimations().every((animation) => {
      const ends = Number.isFinite(Number(animation.effect?.getComputedTiming().endTime))
      return !ends || animation.playState === 'finished'
    }),
  )
}

/** Keeps the page as it looks now, in `e2e/artifacts/screens`. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}

/**
 * Has axe read the page as it stands: every rule of WCAG 2.2 A and AA that a machine can judge, and its best practices.
 * What it finds fails the test at its end, so that one run tells everything.
 */
export async function readByAxe(page: Page, where: string): Promise<void> {
  await stillness(page)
  const axe = new AxeBuilder({ page }).setLegacyMode().options({
    rules: { 'target-size': { enabled: true } },
    resultTypes: ['violations'],
    // No rule that is on needs the style sheets as text.
    preload: false,
  })
  const { violations } = await axe.analyze()
  const found = violations.map(({ id, help, nodes }) => ({
    rule: `${id}: ${help}`,
    at: nodes.map(({ target, failureSummary }) => `${target.join(' ')}\n${failureSummary}`),
  }))
  expect.soft(found, `axe, ${where}`).toEqual([])
}

/** Nothing sticks out sideways, of the page or of what is open over it: they scroll down and not to the side (WCAG 1.4.10). */
export async function fitsTheWidth(page: Page, where: string): Promise<void> {
  const { wide, out } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const sticking = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1,
    )
    return {
      wide: scrollWidth - clientWidth,
      out: sticking.slice(0, 5).map((element) => element.outerHTML.slice(0, 160)),
    }
  })
  expect.soft(wide > 0 ? out : [], `sideways by ${wide} px, ${where}`).toEqual([])
  const panels = page.locator(
    '[role="dialog"], [role="alertdialog"], [role="dialog"] .overflow-y-auto, [role="alertdialog"] .overflow-y-auto',
  )
  const pushed = await panels.evaluateAll((all) =>
    all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 160)),
  )
  expect.soft(pushed, `pushed out of a dialog, ${where}`).toEqual([])
}

/**
 * What every screen must be: free of what axe finds and no wider than a phone. Leaves its pictures in `e2e/artifacts/screens`, wide
 * and narrow, light and dark, to be looked at; and the page as it was found.
 */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()
  for (const { size, width, height, colorScheme, read } of looks) {
    await page.setViewportSize({ width, height })
    await setTheme(page, colorScheme)
    await keepPicture(page, `${name}-${size}-${colorScheme}`)
    if (read) await readByAxe(page, `${name}, ${size}, ${colorScheme}`)
  }
  await page.setViewportSize({ width: 360, height: 740 })
  await fitsTheWidth(page, `${name} at 360 px`)
  if (before) await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
}
