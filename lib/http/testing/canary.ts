/** Every form in which a secret may lie about: as it is, in hexadecimal, in base64 at each alignment, in a URL. */
export function disguises(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const inBase64 = [0, 1, 2].flatMap((shift) => {
    // What stands around a secret shifts its base64; the groups that hold nothing but the secret are the same.
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    const first = shift === 0 ? 0 : 4
    const inner = text.slice(
      first,
      first + Math.floor((bytes.length - (shift === 0 ? 0 : 3 - shift)) / 3) * 4,
    )
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  return [
    ...new Set([
      secret,
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      ...inBase64,
      encodeURIComponent(secret),
      percent,
      percent.toUpperCase(),
      [...secret].reverse().join(''),
    ]),
  ].filter((form) => form.length >= 8)
}

/** Which forms of which secrets a text holds. */
export function found(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    disguises(secret).flatMap((form) => (text.includes(form) ? [`${name} as ${form.slice(0, 6)}…`] : [])),
  )
}
