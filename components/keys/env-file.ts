/** The variable that every example reads the secret from. */
export const secretVariable = 'LATCHWORK_KEY'

/** `Partner: Contoso` -> `partner-contoso.env`; a name without Latin letters or digits gives `key.env`. */
export function envFileName(keyName: string): string {
  const stem = keyName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${stem || 'key'}.env`
}

/** A `.env` file with the secret. The name is one line by contract; that is not relied upon here. */
export function envFile(key: { name: string; id: string }, secret: string): string {
  const name = key.name.replace(/[\r\n\u2028\u2029]+/g, ' ')
  return `# ${name} (${key.id})\n${secretVariable}=${secret}\n`
}

/** A command that shows the key working: what the key is about itself. */
export function tryItCommand(origin: string): string {
  return `# try it\ncurl ${origin}/api/v1/keys/me \\\n  -H "Authorization: Bearer $${secretVariable}"`
}

/** A command that makes a key, for people who would rather not click. */
export function createCommand(origin: string): string {
  return [
    '# with an access token from POST /api/v1/sessions',
    `curl ${origin}/api/v1/keys \\`,
    '  -H "Authorization: Bearer $LATCHWORK_TOKEN" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '{"name": "First key"}'`,
  ].join('\n')
}
