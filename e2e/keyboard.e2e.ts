import type { Page } from 'playwright/test'
import { expectAccessible } from './accessible.ts'
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
  // The heading is there before it is known what one may do.
  await expect(page.getByRole('link', { name: 'Create key' }).first()).toBeVisible()

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

  // Until the list was read again, another key is its first.
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
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

  // A dialog that opens together with its page keeps the focus too, also where it has all it shows already.
  const create = page.getByRole('dialog', { name: 'Create a key' })
  const name = create.getByLabel('Name', { exact: true })
  await page.keyboard.press('c')
  await expect(name).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(create).toBeHidden()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click()
  const leads = page.getByRole('main').getByRole('link', { name: 'Create key' }).first()
  await leads.focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/create/)
  await expect(name).toBeFocused()
  await page.keyboard.type('typed')
  await expect(name).toHaveValue('typed')
})

test('what was filled in is not lost by a slip, and an empty form closes without a word', async ({
  ownerPage: page,
}) => {
  await page.goto('/keys')
  await expect(page.getByRole('button', { name: 'Create key' }).first()).toBeVisible()
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'Create a key' })
  const name = dialog.getByLabel('Name', { exact: true })
  const question = page.getByRole('alertdialog', { name: 'Discard what you filled in?' })
  await expect(name).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await page.keyboard.press('c')
  await expect(name).toBeFocused()
  await page.keyboard.type('Half a form')
  for (const slip of [
    () => page.keyboard.press('Escape'),
    () => page.mouse.click(8, 8),
    () => dialog.getByRole('button', { name: 'Close' }).click(),
  ]) {
    await slip()
    await expect(question.getByRole('button', { name: 'Keep editing' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(question).toBeHidden()
    await expect(name).toHaveValue('Half a form')
  }
  await page.keyboard.press('Escape')
  await expectAccessible(page, 'discard')
  await tabTo(page, 'button', /^Discard$/)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await page.keyboard.press('c')
  await expect(name).toHaveValue('')
})
