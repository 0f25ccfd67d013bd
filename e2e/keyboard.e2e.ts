import type { Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './made-keys.ts'

/** Presses Tab until something of that name has the focus, as a person would who cannot point. */
async function tabTo(page: Page, role: string, name: RegExp): Promise<void> {
  const visited: string[] = []
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    const focus = page.locator(':focus')
    const found = page.getByRole(role as 'button', { name }).and(focus)
    if ((await found.count()) > 0) return
    visited.push(await focus.evaluateAll(([element]) => element?.outerHTML.slice(0, 90) ?? 'nothing'))
  }
  throw new Error(`Tab never came to ${role} ${name}. It went to:\n${visited.join('\n')}`)
}

/** Whether the focus can be seen: an outline or a ring of its own. */
async function focusIsSeen(page: Page): Promise<void> {
  const seen = await page.locator(':focus').evaluate((element) => {
    const of = (pseudo?: string) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element, pseudo)
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
    }
    const around = element.closest('label, div')
    const ring = around && getComputedStyle(around).outlineStyle !== 'none'
    return of() || of('::after') || Boolean(ring)
  })
  expect(seen, 'the focus is seen').toBe(true)
}

test('from signing in to a revoked key without a pointer', async ({ page, owner, keys }) => {
  const name = uniqueName('By keyboard')
  await page.goto('/sign-in')
  await expect(page.getByLabel('E-mail address'), 'one can type at once').toBeFocused()
  await page.keyboard.type(owner.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(owner.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()

  await page.keyboard.press('Tab')
  await expect(
    page.getByRole('link', { name: /^Skip to/ }),
    'the first stop skips the navigation',
  ).toBeFocused()
  await page.keyboard.press('Enter')
  await tabTo(page, 'link', /^Create key$/)
  await focusIsSeen(page)
  await page.keyboard.press('Enter')
  const form = page.getByRole('dialog', { name: 'Create a key' })
  await expect(form.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type(name)
  await tabTo(page, 'radio', /^None$/)
  await page.keyboard.press('ArrowRight')
  await expect(form.getByText('It will hold 1 permission')).toBeVisible()
  await tabTo(page, 'button', /^Limits/)
  await page.keyboard.press('Enter')
  await tabTo(page, 'button', /^Add a limit$/)
  await focusIsSeen(page)
  await tabTo(page, 'button', /^Create key$/)
  await page.keyboard.press('Enter')

  const reveal = page.getByRole('dialog', { name })
  await expect(reveal.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(reveal.getByRole('button', { name: 'Copied' })).toBeFocused()
  const secret = await page.evaluate(() => navigator.clipboard.readText())
  await tabTo(page, 'button', /^Done$/)
  await page.keyboard.press('Enter')
  await expect(reveal).toBeHidden()

  await page.keyboard.press('j')
  await expect(page.getByRole('link', { name, exact: true })).toBeFocused()
  await focusIsSeen(page)
  await tabTo(page, 'button', new RegExp(`^Actions for ${name}$`))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeFocused()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitem', { name: 'Revoke' })).toBeFocused()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('alertdialog', { name: `Revoke “${name}”?` })
  await expect(dialog).toBeVisible()
  await tabTo(page, 'textbox', /^Type .* to confirm$/)
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  expect(await keys.verify(secret)).toMatchObject({ valid: false, code: 'REVOKED' })
})

test('the focus stays inside a dialog, and goes back to where it came from', async ({
  ownerPage: page,
  keys,
}) => {
  const key = await keys.make({ name: 'Focused' })
  await page.goto(`/keys/${key.id}`)
  const rotate = page.getByRole('button', { name: 'Rotate', exact: true })
  await rotate.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Rotate “Focused”' })
  await expect(dialog).toBeVisible()
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab')
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  }
  await page.keyboard.press('Escape')
  await expect(rotate).toBeFocused()
})
