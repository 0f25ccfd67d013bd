import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { uniqueName } from './made-keys.ts'
import { signedIn } from './steps.ts'

test('a project gets a colour, by which it is told from others wherever it is named', async ({
  ownerPage: page,
  api,
  keys,
}) => {
  const name = uniqueName('Payments, live')
  const { id } = (await api('POST', '/projects', { name })).body as { id: string }
  await page.goto(`/projects?q=${encodeURIComponent(name)}`)
  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.getByRole('button', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: `Edit “${name}”` })
  await dialog.getByRole('radio', { name: 'Moss' }).check()
  await expectAccessible(page, 'project-colour')
  await dialog.getByRole('button', { name: 'Save changes' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('Moss', { exact: true })).toBeVisible()

  // In the switcher, where a word stands beside it.
  await page.goto('/keys')
  await page.getByRole('button', { name: /^Project: / }).click()
  await expect(page.getByRole('menuitemradio', { name })).toBeVisible()
  await expectAccessible(page, 'project-switcher')
  await page.keyboard.press('Escape')
  const key = await keys.make({ name: 'Named with it', projectId: id })
  await page.goto(`/keys/${key.id}`)
  await page.getByRole('link', { name }).click()
  await expect(page).toHaveURL(new RegExp(`/projects/${id}`))
})

test('what its keys may hold is limited, once it is seen which keys lose what, and given back', async ({
  ownerPage: page,
  api,
  keys,
}) => {
  const name = uniqueName('Limited')
  const { id } = (await api('POST', '/projects', { name })).body as { id: string }
  const key = await keys.make({
    name: 'Reads and writes',
    projectId: id,
    permissions: ['data:read', 'data:write'],
  })
  const ask = async (permissions: string) =>
    ((await api('POST', '/keys/verify', { key: key.secret, permissions })).body as { code: string }).code
  expect(await ask('data:write')).toBe('VALID')

  await page.goto(`/projects/${id}`)
  await page.getByRole('button', { name: 'Set a limit' }).click()
  const dialog = page.getByRole('dialog', { name: 'What its keys may hold' })
  await dialog.getByRole('radio', { name: 'Only these permissions' }).check()
  await dialog.getByRole('group', { name: 'Data', exact: true }).getByText('Read', { exact: true }).click()
  const changes = dialog.getByRole('region', { name: 'What changes for keys' })
  await expect(changes.getByRole('status')).toHaveText('1 key loses data:write')
  await expect(changes.getByRole('link', { name: 'Reads and writes' })).toBeVisible()
  await expectAccessible(page, 'project-limit')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(`What keys of “${name}” may hold is changed`, { exact: true })).toBeVisible()
  expect(await ask('data:write')).toBe('INSUFFICIENT_PERMISSIONS')
  expect(await ask('data:read')).toBe('VALID')
  await expect(page.getByRole('list', { name: 'Allowed permissions' })).toHaveText('data:read')
  const refused = await api('POST', '/keys', { name: 'No', projectId: id, permissions: ['data:write'] })
  expect(refused).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'permissions.0', message: 'The project does not allow its keys data:write' }] },
  })

  await page.getByRole('button', { name: 'Change limit' }).click()
  await dialog.getByRole('radio', { name: 'Whatever they are given' }).check()
  await expect(changes.getByRole('status')).toHaveText('1 key gains data:write')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Say that this key may do more')).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'Let this key do more' }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('No limit: its keys hold whatever they are given.')).toBeVisible()
  expect(await ask('data:write')).toBe('VALID')
})

test('a gateway key is made with what the gateway needs, asks about the project’s keys, and is revoked', async ({
  ownerPage: page,
  openBrowser,
  owner,
  portal,
  api,
  keys,
}) => {
  const name = uniqueName('Behind a gateway')
  const { id } = (await api('POST', '/projects', { name })).body as { id: string }
  const client = await keys.make({ name: 'Client', projectId: id })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`/projects/${id}`)
  await page.getByRole('button', { name: 'Create gateway key' }).click()
  const make = page.getByRole('dialog', { name: 'Create a gateway key' })
  await expectAccessible(page, 'gateway-make')
  await make.getByRole('button', { name: 'Create key' }).click()
  const reveal = page.getByRole('dialog', { name: `Gateway of ${name}` })
  await expect(reveal.getByRole('button', { name: 'Copy to continue' })).toBeDisabled()
  await expectAccessible(page, 'gateway-reveal')
  await reveal.getByRole('tab', { name: 'Caddy' }).click()
  await reveal.getByRole('button', { name: 'Copy code' }).click()
  await reveal.getByRole('button', { name: 'Done' }).click()
  await expect(reveal).toBeHidden()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain(`LATCHWORK_PROJECT=${id}`)
  const secret = /^export LATCHWORK_GATEWAY_KEY=(\S+)$/m.exec(copied)?.[1] ?? ''
  // The page never had it to show.
  expect(await page.content()).not.toContain(secret)

  const authorize = async () =>
    (
      await fetch(`${portal.url}/api/v1/authorize/${id}`, {
        headers: { 'x-latchwork-gateway-key': secret, 'x-api-key': client.secret },
      })
    ).status
  expect(await authorize()).toBe(200)
  const state = page.getByRole('link', { name: `Gateway of ${name}` }).last()
  await expect(state).toBeVisible()
  await expect(page.getByText('Works', { exact: true })).toBeVisible()

  // The list is of the project that is chosen, and a new session begins with what was chosen last: it is given back below.
  const list = await signedIn(await openBrowser(), owner, '/keys')
  await list.getByRole('button', { name: /^Project: / }).click()
  await list.getByRole('menuitemradio', { name: 'All projects' }).click()
  await expect(list.getByRole('button', { name: 'Project: All projects' })).toBeVisible()
  await list.getByRole('searchbox').fill(name)
  await list.getByRole('checkbox', { name: `Select Gateway of ${name}` }).check()
  await list.getByRole('button', { name: 'Set an end' }).click()
  const ending = list.getByRole('alertdialog', { name: 'Set the end of 1 key?' })
  await expect(ending).toContainText(`The gateway of “${name}” asks by one of these`)
  await expect(ending).toContainText('1 was used in the last 7 days')
  await expectAccessible(list, 'bulk-gateway')
  await ending.getByRole('button', { name: 'Cancel' }).click()
  await list.getByRole('button', { name: 'Project: All projects' }).click()
  await list.getByRole('menuitemradio', { name: owner.project }).click()
  await expect(list.getByRole('button', { name: `Project: ${owner.project}` })).toBeVisible()

  await page.getByRole('button', { name: 'Replace' }).click()
  await expect(page.getByRole('dialog', { name: 'Replace the gateway key' })).toContainText(
    'The one there is ends at once',
  )
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  const revoke = page.getByRole('alertdialog')
  await expectAccessible(page, 'gateway-revoke')
  await revoke.getByRole('button', { name: 'Revoke gateway key' }).click()
  await expect(page.getByText('None yet: no gateway asks about this project.')).toBeVisible()
  expect(await authorize()).toBe(404)
})

test('a project is archived once it is seen what stops, refuses its keys, and is restored', async ({
  ownerPage: page,
  api,
  keys,
}) => {
  const name = uniqueName('Sandbox')
  const { id } = (await api('POST', '/projects', { name })).body as { id: string }
  const key = await keys.make({ name: 'Of the sandbox', projectId: id })
  const ask = async () =>
    ((await api('POST', '/keys/verify', { key: key.secret })).body as { code: string }).code
  for (let round = 0; round < 3; round += 1) expect(await ask()).toBe('VALID')
  // Use is written down once a second.
  await expect
    .poll(async () => (await api('GET', `/projects/${id}/archive`)).body)
    .toMatchObject({ used: 1, verifications: 3 })

  await page.goto(`/projects/${id}`)
  await page.getByRole('button', { name: 'Archive project' }).click()
  const dialog = page.getByRole('alertdialog', { name: `Archive “${name}”?` })
  await expect(dialog).toContainText('1 key is refused at once, on every node. 1 was used in the last 7 days')
  await expect(dialog.getByText('3 in 7 days')).toBeVisible()
  await expectAccessible(page, 'project-archive')
  await expect(dialog.getByRole('button', { name: 'Archive project' })).toBeDisabled()
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name)
  await dialog.getByRole('button', { name: 'Archive project' }).click()
  await expect(page.getByText('This project is archived')).toBeVisible()
  await expect(page.getByText('Refused everywhere since').first()).toBeVisible()
  expect(await ask()).toBe('DISABLED')
  expect((await api('POST', '/keys', { name: 'No', projectId: id })).status).toBe(409)
  await expectAccessible(page, 'project-archived')

  await page.goto(`/keys/${key.id}`)
  await expect(
    page.getByRole('button', { name: /Disabled.*Refused while its project is archived/ }),
  ).toBeVisible()
  await page.goto('/projects')
  await expect(page.getByRole('link', { name })).toHaveCount(0)
  await page.getByText('Archived', { exact: true }).click()
  await expect(page).toHaveURL(/show=archived/)
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Restore project' }).click()
  await expectAccessible(page, 'project-restore')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restore project' }).click()
  await expect(page.getByText('This project is archived')).toHaveCount(0)
  expect(await ask()).toBe('VALID')
})
