import { frame, outline } from './outline.ts'

/** Width and height in px, and the line's thickness in units of the drawing. */
const sizes = {
  sm: { width: 54, height: 16, line: 2.6 },
  md: { width: 81, height: 24, line: 2.2 },
  lg: { width: 135, height: 40, line: 1.9 },
} as const

export interface BittingProps {
  keyId: string
  /** How many secrets the key had before the present one: rotating cuts it anew. */
  generation: number
  size: keyof typeof sizes
  /** Drawn in grey: a key that opens nothing any more. */
  spent?: boolean
  className?: string
}

/** The drawing of one key, by which one knows it at a glance. Decoration: its name stands beside it. */
export function Bitting({ keyId, generation, size, spent, className }: BittingProps) {
  const { width, height, line } = sizes[size]
  const { path, hole } = outline(keyId, generation)
  return (
    <svg
      aria-hidden="true"
      width={width}
      height={height}
      viewBox={`0 0 ${frame.width} ${frame.height}`}
      fill="none"
      strokeWidth={line}
      strokeLinejoin="round"
      className={`block shrink-0 ${spent ? 'stroke-faint' : 'stroke-brass'} ${className ?? ''}`}
    >
      <path d={path} />
      <circle cx={hole.x} cy={hole.y} r={size === 'sm' ? 2.4 : 2.8} />
    </svg>
  )
}
