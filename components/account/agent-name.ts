/** What a session runs in, as far as its user agent tells: enough to recognize one's own, no more. */
export interface Agent {
  name: string
  kind: 'desktop' | 'phone' | 'script'
}

/** In this order: each browser also names those it descends from. */
const browsers: readonly [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const systems: readonly [RegExp, string, Agent['kind']][] = [
  [/\biPhone\b/, 'iPhone', 'phone'],
  [/\biPad\b/, 'iPad', 'phone'],
  [/\bAndroid\b/, 'Android', 'phone'],
  [/\bWindows\b/, 'Windows', 'desktop'],
  [/\bMac OS X\b/, 'macOS', 'desktop'],
  [/\bCrOS\b/, 'ChromeOS', 'desktop'],
  [/\bLinux\b/, 'Linux', 'desktop'],
]

/** `Firefox on macOS`; for a script the product it names, `curl`; without a user agent `Unknown`. */
export function agentName(userAgent: string | null): Agent {
  const text = userAgent ?? ''
  const browser = browsers.find(([pattern]) => pattern.test(text))?.[1]
  const system = systems.find(([pattern]) => pattern.test(text))
  if (browser && system) return { name: `${browser} on ${system[1]}`, kind: system[2] }
  if (browser) return { name: browser, kind: 'desktop' }
  const product = /^[\w.-]{1,40}/.exec(text)?.[0]
  return { name: product ?? 'Unknown', kind: 'script' }
}
