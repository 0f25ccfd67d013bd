/*
 * The one place in the page where a secret lies between the answer that carried it and the moment its person leaves
 * the reveal. Not React state, not the query cache, not storage: nothing that is kept, serialized or shown by a tool.
 */
let held: { holder: string; secret: string } | null = null

/**
 * Puts a secret in, and whatever lay there out.
 * @param holder the id of what it is of: a key, a webhook endpoint
 */
export function holdSecret(holder: string, secret: string): void {
  held = { holder, secret }
}

/** The secret of this holder, or null where it was never here or has been forgotten. */
export function heldSecret(holder: string): string | null {
  return held?.holder === holder ? held.secret : null
}

export function forgetSecret(): void {
  held = null
}

/** The mask with the dots that stand for what is hidden: `lw_live_Vt7f`, `••••••••`, `q3kD`. */
export function dottedMask(mask: string): { start: string; dots: string; last: string } {
  const [start = '', last = ''] = mask.split('…')
  return { start, dots: '•'.repeat(24), last }
}
