interface DimensionProps {
  /** The two ends, in sheet units. */
  from: number
  to: number
  /** The height at which the dimension line runs. */
  line: number
  /** How far down its extension lines reach. */
  foot: number
  text: string
}

/** A dimension line with extension lines, oblique strokes at its ends and a figure in a gap (ISO 129-1). */
export function Dimension({ from, to, line, foot, text }: DimensionProps) {
  const middle = (from + to) / 2
  const gap = text.length * 3.2 + 6
  return (
    <g>
      <g className="stroke-faint" strokeWidth="0.75" opacity="0.7">
        <path d={`M${from} ${line - 6}V${foot}M${to} ${line - 6}V${foot}`} />
        <path d={`M${from} ${line}H${middle - gap}M${middle + gap} ${line}H${to}`} />
        <path d={`M${from - 4} ${line + 4}l8 -8M${to - 4} ${line + 4}l8 -8`} strokeWidth="1.25" />
      </g>
      <text
        x={middle}
        y={line + 3.5}
        textAnchor="middle"
        fontSize="10"
        className="fill-(--faint-text) font-mono"
      >
        {text}
      </text>
    </g>
  )
}

interface LockPinsProps {
  depths: readonly number[]
  /** The middle of each pin. */
  xOf: (position: number) => number
  /** Where a tooth of that depth ends, and its pin begins. */
  topOf: (depth: number) => number
  /** The height at which all pins part when the key is the right one. */
  shear: number
  from: number
  to: number
}

/** Half a pin's width. */
const half = 9

/** The lock: under each cut a pin as long as the cut leaves room for, a driver of one length, and a spring. */
export function LockPins({ depths, xOf, topOf, shear, from, to }: LockPinsProps) {
  const [driver, foot] = [shear + 24, shear + 62]
  return (
    <g strokeWidth="1" strokeLinejoin="round">
      <path
        d={`M${from} ${foot}V${shear - 40}M${to} ${foot}V${shear - 40}M${from} ${foot}H${to}`}
        className="stroke-edge"
      />
      {depths.map((depth, position) => {
        const middle = xOf(position)
        const [left, right, top] = [middle - half, middle + half, topOf(depth) + 3]
        return (
          <g key={middle}>
            <path d={`M${left - 2} ${shear}V${foot}M${right + 2} ${shear}V${foot}`} className="stroke-line" />
            <path
              d={`M${left} ${shear - 1}V${top + 7}L${middle - 3} ${top}H${middle + 3}L${right} ${top + 7}V${shear - 1}Z`}
              className="fill-panel stroke-muted"
            />
            <rect
              x={left}
              y={shear + 1}
              width={half * 2}
              height={driver - shear}
              className="fill-wash stroke-faint"
            />
            <path d={spring(middle, driver + 2, foot)} className="stroke-faint" strokeWidth="0.9" />
          </g>
        )
      })}
      <path d={`M${from - 12} ${shear}H${to + 12}`} className="stroke-brass" strokeDasharray="8 4" />
    </g>
  )
}

/** A coil seen from the side: six strokes to and fro. */
function spring(middle: number, top: number, bottom: number): string {
  const step = (bottom - top) / 6
  const strokes = [0, 1, 2, 3, 4, 5].map(
    (turn) => `L${middle + (turn % 2 ? -6 : 6)} ${top + step * (turn + 0.5)}`,
  )
  return `M${middle} ${top}${strokes.join('')}L${middle} ${bottom}`
}

/** What the cut A–A through the bow shows: solid metal, hatched, above and below the hole. */
export function Section({ x, y }: { x: number; y: number }) {
  return (
    <g>
      <defs>
        <pattern
          id="blueprint-hatch"
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0V5" className="stroke-faint" strokeWidth="0.75" />
        </pattern>
      </defs>
      <g className="stroke-muted" strokeWidth="1" fill="url(#blueprint-hatch)">
        <path d={`M${x} ${y + 4}q0 -4 4 -4h8q4 0 4 4V${y + 36}H${x}Z`} />
        <path d={`M${x} ${y + 56}H${x + 16}V${y + 88}q0 4 -4 4h-8q-4 0 -4 -4Z`} />
        <path d={`M${x} ${y + 36}V${y + 56}M${x + 16} ${y + 36}V${y + 56}`} />
      </g>
      <path
        d={`M${x - 14} ${y + 46}H${x + 30}`}
        className="stroke-faint"
        strokeWidth="0.75"
        strokeDasharray="14 4 2 4"
      />
      <g className="stroke-faint" strokeWidth="0.75" opacity="0.7">
        <path d={`M${x + 20} ${y + 36}h26M${x + 20} ${y + 56}h26M${x + 40} ${y + 28}V${y + 64}`} />
        <path d={`M${x + 36} ${y + 40}l8 -8M${x + 36} ${y + 60}l8 -8`} strokeWidth="1.25" />
      </g>
      <g className="fill-(--faint-text) font-mono" fontSize="10">
        <text x={x + 52} y={y + 49.5}>
          Ø 5.6
        </text>
        <text x={x + 52} y={y + 90}>
          A–A
        </text>
      </g>
    </g>
  )
}
