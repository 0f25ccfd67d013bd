const windows: [seconds: number, name: string][] = [
  [1, 'second'],
  [60, 'minute'],
  [3600, 'hour'],
  [86_400, 'day'],
  [2_592_000, '30 days'],
]

/** `1 s`, `5 min`, `1 d`: a window in seconds, in the largest unit that divides it. */
export function windowText(seconds: number): string {
  const [size, unit] =
    seconds % 86_400 === 0
      ? [86_400, 'd']
      : seconds % 3600 === 0
        ? [3600, 'h']
        : seconds % 60 === 0
          ? [60, 'min']
          : [1, 's']
  return `${seconds / size} ${unit}`
}

/** The windows to choose from, with the present one where it is none of the usual. */
export function windowOptions(present: number): { value: string; label: string }[] {
  const options = windows.map(([seconds, name]) => ({ value: String(seconds), label: `per ${name}` }))
  if (windows.some(([seconds]) => seconds === present) || !Number.isFinite(present)) return options
  return [{ value: String(present), label: `per ${windowText(present)}` }, ...options]
}

/** `2,000,000 / 1 d` */
export function rateLimitText(limit: { limit: number; window: number }): string {
  return `${limit.limit.toLocaleString('en')} / ${windowText(limit.window)}`
}
