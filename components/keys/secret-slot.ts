/*
 * The one place in the page where a secret lies between the answer that carried it and the moment its person leaves
 * the reveal. Not React state, not the query cache, not storage: nothing that is kept, serialized or shown by a tool.
 */
let held: { keyId: string; secret: string } | null = null

/** Puts a secret in, and whatever lay there out. */
export function holdSecret(keyId: string, secret: string): void {
  held = { keyId, secret }
}

/** The secret of this key, or null where it was never here or has been forgotten. */
export function heldSecret(keyId: string): string | null {
  return held?.keyId === keyId ? held.secret : null
}

export function forgetSecret(): void {
  held = null
}

/** The mask with the dots that stand for what is hidden: `lw_live_Vt7f`, `••••••••`, `q3kD`. */
export function dottedMask(mask: string): { start: string; dots: string; last: string } {
  const [start = '', last = ''] = mask.split('…')
  return { start, dots: '•'.repeat(24), last }
}
