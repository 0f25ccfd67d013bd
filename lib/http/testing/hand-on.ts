import fc from 'fast-check'

/**
 * The rule, said a second time: nobody hands on what they do not hold. `:any` covers `:own`; on another's key `:own` takes `:any`.
 * @param own whether the key that gets it is of the giver's owner
 */
export function mayHandOn(held: ReadonlySet<string>, given: Iterable<string>, own: boolean): boolean {
  return [...given].every((name) => {
    const any = name.replace(/:own$/, ':any')
    return held.has(any) || (own && held.has(name)) || (!name.endsWith(':own') && held.has(name))
  })
}

/** Sets drawn from small ones to large ones, so that both verdicts are common. */
export const someOf = (names: () => string[]): fc.Arbitrary<string[]> =>
  fc.nat({ max: 3 }).chain((kind) => {
    const all = names()
    if (kind === 0) return fc.constant(all)
    return kind === 1 ? fc.subarray(all, { minLength: Math.max(0, all.length - 2) }) : fc.subarray(all)
  })
