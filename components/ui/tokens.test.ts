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

/** Linear red, green and blue. */
function linear(hex: string): number[] {
  return [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = linear(hex)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

type Matrix = readonly (readonly number[])[]

/** How linear colours are seen without one kind of cones (Machado, Oliveira and Fernandes 2009, severity 1). */
const sights: Readonly<Record<string, Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** Linear RGB to the cones of Oklab, and their cube roots to Oklab (Ottosson 2020). */
const cones: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
]
const lab: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
]
const times = (matrix: Matrix, vector: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * (vector[index] ?? 0), 0))

/** How different two colours look to an eye: 100 times their distance in Oklab. */
function difference(one: string | undefined, other: string | undefined, seen: Matrix): number {
  if (!one || !other) throw new Error('A token is missing')
  const [a = [], b = []] = [one, other].map((hex) => {
    const light = times(seen, linear(hex)).map((channel) => Math.max(0, channel))
    return times(lab, times(cones, light).map(Math.cbrt))
  })
  return 100 * Math.hypot(...a.map((value, index) => value - (b[index] ?? 0)))
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

const series = ['series-a', 'series-b', 'series-c', 'series-d', 'series-e', 'series-rest']

test.each(themes)('in %s, the parts of a bar can be made out (3:1)', (_, theme) => {
  for (const part of series) {
    for (const surface of surfaces) {
      expect(contrast(theme[part], theme[surface]), `${part} on ${surface}`).toBeGreaterThanOrEqual(3)
    }
  }
})

test.each(themes)('in %s, the parts of a bar are told apart, also by the colour-blind', (_, theme) => {
  for (const [sight, seen] of Object.entries(sights)) {
    for (const [index, one] of series.entries()) {
      for (const other of series.slice(index + 1)) {
        // 2 is just noticeable side by side.
        expect(difference(theme[one], theme[other], seen), `${one}, ${other}: ${sight}`).toBeGreaterThan(10)
      }
    }
  }
})
