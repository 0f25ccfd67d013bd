import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { projectColors } from '#lib/contracts/projects.ts'

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8')

/** The colours of a theme, by token. */
function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? ''
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/gu)].map((match) => [match[1], match[2]]),
  )
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio, WCAG 2.2: 1 to 21. */
function contrast(one: string | undefined, other: string | undefined): number {
  if (!one || !other) throw new Error('A token is missing')
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

const themes = [
  ['light', tokens(':root')],
  ['dark', { ...tokens(':root'), ...tokens('[data-theme="dark"]') }],
] as const
const surfaces = ['paper', 'panel', 'wash']
const texts = ['ink', 'muted', 'faint-text', 'brass', 'ok-text', 'warning-text', 'danger']

test.each(themes)('in %s, every text is readable on every surface (4.5:1)', (_, theme) => {
  for (const text of texts) {
    for (const surface of surfaces) {
      expect(contrast(theme[text], theme[surface]), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5)
    }
  }
})

test.each(themes)('in %s, badges and banners are readable on their tints (4.5:1)', (_, theme) => {
  for (const [text, ground] of [
    ['brass', 'brass-tint'],
    ['ok-text', 'ok-tint'],
    ['warning-text', 'warning-tint'],
    ['danger', 'danger-tint'],
    ['muted', 'danger-tint'],
    ['muted', 'warning-tint'],
    ['ink', 'selection'],
  ] as const) {
    expect(contrast(theme[text], theme[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  }
})

test.each(themes)('in %s, a filled button is readable (4.5:1)', (_, theme) => {
  expect(contrast(theme.paper, theme.ink)).toBeGreaterThanOrEqual(4.5)
  expect(contrast(theme.panel, theme.danger)).toBeGreaterThanOrEqual(4.5)
})

test.each(themes)('in %s, dots, rings, boxes and refused bars can be made out (3:1)', (_, theme) => {
  for (const graphic of ['brass', 'ok', 'warning', 'danger', 'faint', ...projectColors]) {
    for (const surface of surfaces) {
      expect(contrast(theme[graphic], theme[surface]), `${graphic} on ${surface}`).toBeGreaterThanOrEqual(3)
    }
  }
})
