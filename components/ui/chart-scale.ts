const steps = [1, 2, 2.5, 5, 10]

/** The top of an axis that holds `max`, with 3 or 4 even divisions that are round numbers. At least 4. */
export function axisTop(max: number): { top: number; ticks: number[] } {
  const wanted = Math.max(4, max)
  const magnitude = 10 ** Math.floor(Math.log10(wanted / 4))
  const step = steps.map((factor) => factor * magnitude).find((each) => each * 4 >= wanted && each >= 1)
  const size = step ?? 10 * magnitude
  const count = Math.ceil(wanted / size)
  return { top: size * count, ticks: Array.from({ length: count }, (_, index) => size * (index + 1)) }
}

/** `950`, `12k`, `1.42M`: a count as an axis or a summary shows it. */
export function shortCount(count: number): string {
  if (count < 1000) return String(Math.round(count))
  const [size, unit] = count < 999_500 ? [1e3, 'k'] : count < 999_500_000 ? [1e6, 'M'] : [1e9, 'G']
  const scaled = count / size
  const digits = scaled < 10 ? 2 : scaled < 100 ? 1 : 0
  return `${Number(scaled.toFixed(digits))}${unit}`
}
