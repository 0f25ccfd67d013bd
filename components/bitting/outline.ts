import { bow, cuts } from './cuts.ts'

/** The drawing's own units: all coordinates lie within 0..width and 0..height, lines included. */
export const frame = { width: 108, height: 32 } as const

/** The blade: where its back runs, where its edge runs where it is whole, and how far one depth reaches below. */
export const blade = { back: 8, edge: 17, depth: 2, from: 33, pitch: 8, tip: 106 } as const

/** Each bow runs clockwise from the blade's edge round to its back: where it begins, its path, where the hole is. */
const bows = [
  { start: 24.25, path: 'A11 11 0 1 1 23.8 8', hole: { x: 10, y: 13 } },
  { start: 24.6, path: 'L19 24H8.4L2 17.8V8.2L8.4 2H19L23.8 8', hole: { x: 9.5, y: 13 } },
  { start: 25.2, path: 'A12.5 9.4 0 1 1 24.4 8', hole: { x: 9, y: 12.8 } },
  {
    start: 22.94,
    path: 'A5.8 5.8 0 1 1 11.95 17.27A5.8 5.8 0 1 1 11.95 8.73A5.8 5.8 0 1 1 23.2 8',
    hole: { x: 14.4, y: 12.9 },
  },
] as const

export interface KeyOutline {
  /** One closed line round bow and blade. */
  path: string
  hole: { x: number; y: number }
  /** The depths that were drawn, from the bow to the tip. */
  depths: readonly number[]
}

/** A key that was not cut yet: its blade is whole, and it is nobody's. */
export const blankOutline: KeyOutline = {
  path: `M${bows[0].start} ${blade.edge}${bows[0].path}H101.5L${blade.tip} 12L102 ${blade.edge}Z`,
  hole: bows[0].hole,
  depths: [],
}

/** The line of a key as SVG path data, from its id and the generation of its secret. */
export function outline(keyId: string, generation: number): KeyOutline {
  const form = bows[bow(keyId)] ?? bows[0]
  const depths = cuts(keyId, generation)
  const teeth = depths.map((depth, position) => tooth(blade.from + position * blade.pitch, depth)).reverse()
  return {
    path: `M${form.start} ${blade.edge}${form.path}H101.5L${blade.tip} 12L102 ${blade.edge}${teeth.join('')}Z`,
    hole: form.hole,
    depths,
  }
}

/** One tooth, drawn from the tip towards the bow; none where the depth is 0. */
function tooth(x: number, depth: number): string {
  if (depth === 0) return ''
  const bottom = blade.edge + depth * blade.depth
  return `H${x + 7}L${x + 5.6} ${bottom}H${x + 2.6}L${x + 1.2} ${blade.edge}`
}
