const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * Writes a number in base 62, exactly: the bits are converted, not drawn digit by digit, so no digit is likelier for
 * a remainder's sake and none of the entropy is lost.
 * @param value at least 0, below 62 to the power of `width`
 * @param width how many digits to give, zeros in front
 */
export function base62(value: bigint, width: number): string {
  let rest = value
  let digits = ''
  for (let place = 0; place < width; place += 1) {
    digits = alphabet.charAt(Number(rest % 62n)) + digits
    rest /= 62n
  }
  if (rest !== 0n || value < 0n) throw new RangeError(`A number that does not fit ${width} digits of base 62`)
  return digits
}
