import { expect, test } from 'vitest'
import { createCommand, envFile, envFileName, tryItCommand } from './env-file.ts'

test('the file is named after the key, and only ever after it', () => {
  expect(envFileName('Partner: Contoso')).toBe('partner-contoso.env')
  expect(envFileName('../../etc/passwd')).toBe('etc-passwd.env')
  expect(envFileName('Zürich café')).toBe('zu-rich-cafe.env')
  expect(envFileName('鍵')).toBe('key.env')
})

test('a name cannot smuggle a second variable into the file', () => {
  expect(envFile({ name: 'A\nPATH=/tmp', id: 'id-1' }, 's3cret')).toBe(
    '# A PATH=/tmp (id-1)\nLATCHWORK_KEY=s3cret\n',
  )
})

test('the examples read the secret from the environment', () => {
  expect(tryItCommand('https://keys.example')).toContain('"Authorization: Bearer $LATCHWORK_KEY"')
  expect(tryItCommand('https://keys.example')).toContain('curl https://keys.example/api/v1/keys/me \\')
  expect(createCommand('https://keys.example')).toContain('https://keys.example/api/v1/keys \\')
})
