import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

test('a project is made, and its prefix is what its keys begin with', async ({ ownerPage: page, api }) => {
  const name = `Invoices ${Date.now()}`
  await page.goto('/projects')
  await expectAccessible(page, 'projects')
  await page.getByRole('button', { name: 'New project' }).click()
  const dialog = page.getByRole('dialog', { name: 'New project' })
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('Key prefix').fill('Not this')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await expect(dialog.getByText('Lower-case letters and digits, parted by single _')).toBeVisible()
  await dialog.getByLabel('Key prefix').fill('acme_test')
  await expect(dialog.getByText('acme_test_[0-9A-Za-z]{49}')).toBeVisible()
  await expectAccessible(page, 'project-new')
  await dialog.getByLabel('Default lifetime').selectOption('7')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText('7 days')

  const { items } = (await api('GET', `/projects?q=${encodeURIComponent(name)}`)).body as {
    items: { id: string }[]
  }
  const key = (await api('POST', '/keys', { projectId: items[0]?.id, name: 'Of it' })).body as {
    secret: string
  }
  expect(key.secret).toMatch(/^acme_test_[0-9A-Za-z]{49}$/)
})

test('a name that is taken is said at its field', async ({ ownerPage: page, api }) => {
  const name = `Taken ${Date.now()}`
  await api('POST', '/projects', { name })
  await page.goto('/projects')
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Create project' }).click()
  await expect(page.getByText('Another project of the organization has this name').first()).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
})

test('a change that somebody else made meanwhile is shown, and not undone', async ({
  ownerPage: page,
  api,
}) => {
  const name = `Shared ${Date.now()}`
  const { id } = (await api('POST', '/projects', { name })).body as { id: string }
  await page.goto(`/projects?q=${encodeURIComponent(name)}`)
  await page.getByRole('row', { name: new RegExp(name) }).hover()
  await page.getByRole('button', { name: `Edit ${name}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Key prefix').fill('mine')
  await api('PATCH', `/projects/${id}`, { defaultLifetime: 3600 })
  await dialog.getByRole('button', { name: 'Save changes' }).click()
  await expect(dialog.getByText('The project was changed meanwhile')).toBeVisible()
  await expect(dialog.getByText('1 hour')).toBeVisible()
  await expectAccessible(page, 'project-conflict')
  await dialog.getByRole('button', { name: 'Save my changes on top' }).click()
  await expect(dialog).toBeHidden()
  expect((await api('GET', `/projects/${id}`)).body).toMatchObject({ prefix: 'mine', defaultLifetime: 3600 })
})

test('the organization is renamed where one may, and everybody sees it', async ({
  ownerPage: page,
  owner,
}) => {
  await page.goto('/settings')
  const field = page.getByLabel('Name', { exact: true })
  await expect(field).toHaveValue(owner.organization)
  await expectAccessible(page, 'settings')
  await field.fill(`${owner.organization} Ltd`)
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByRole('button', { name: `Organization: ${owner.organization} Ltd` })).toBeVisible()
  await field.fill(owner.organization)
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(
    page.getByRole('button', { name: `Organization: ${owner.organization}`, exact: true }),
  ).toBeVisible()
})

test('what holds while the database is away is chosen where one may, and a number that cannot be is refused at its field', async ({
  ownerPage: page,
}) => {
  await page.goto('/settings')
  const form = page.getByRole('form', { name: 'While the database cannot be reached' })
  const save = form.getByRole('button', { name: 'Save' })
  await expect(save).toBeDisabled()
  await form.getByRole('radio', { name: 'Go on with what was known' }).check()
  const seconds = form.getByLabel('For up to')
  await seconds.fill('1000000')
  await save.click()
  await expect(form.getByText('A whole number from 1 to')).toBeVisible()
  await seconds.fill('45')
  await save.click()
  const told = 'Nodes go on with what they knew for up to 45 s while the database is away.'
  await expect(page.getByText(told, { exact: true })).toBeVisible()
  await expect(save).toBeDisabled()
  await page.reload()
  await expect(seconds).toHaveValue('45')
  await form.getByRole('radio', { name: 'Refuse every key' }).check()
  await save.click()
  const refuses = 'Every key is refused while the database is away.'
  await expect(page.getByText(refuses, { exact: true })).toBeVisible()
})
