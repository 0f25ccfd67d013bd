/** What the parts of a bar are filled with, and the swatches that name them. */
export const chartColors = {
  valid: { fill: 'fill-bar', ground: 'bg-bar' },
  refused: { fill: 'fill-danger', ground: 'bg-danger' },
  ink: { fill: 'fill-ink', ground: 'bg-ink' },
  brass: { fill: 'fill-brass', ground: 'bg-brass' },
  moss: { fill: 'fill-moss', ground: 'bg-moss' },
  teal: { fill: 'fill-teal', ground: 'bg-teal' },
  sky: { fill: 'fill-sky', ground: 'bg-sky' },
  violet: { fill: 'fill-violet', ground: 'bg-violet' },
  rose: { fill: 'fill-rose', ground: 'bg-rose' },
  clay: { fill: 'fill-clay', ground: 'bg-clay' },
  a: { fill: 'fill-series-a', ground: 'bg-series-a' },
  b: { fill: 'fill-series-b', ground: 'bg-series-b' },
  c: { fill: 'fill-series-c', ground: 'bg-series-c' },
  d: { fill: 'fill-series-d', ground: 'bg-series-d' },
  e: { fill: 'fill-series-e', ground: 'bg-series-e' },
  rest: { fill: 'fill-series-rest', ground: 'bg-series-rest' },
} as const
export type ChartColor = keyof typeof chartColors

/** For what has no colour of its own, in this order: told apart by lightness too (tokens.test.ts). */
export const seriesColors = ['a', 'b', 'c', 'd', 'e'] as const satisfies readonly ChartColor[]
