const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** In the order in which people look for names: `role 2` before `role 10`. For lists that are there as a whole. */
export const byName = <Thing extends { name: string }>(things: readonly Thing[]): Thing[] =>
  things.toSorted((one, other) => collator.compare(one.name, other.name))
