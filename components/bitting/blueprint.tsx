import { Dimension, LockPins, Section } from './blueprint-parts.tsx'
import { cutCount } from './cuts.ts'
import { blade, blankOutline, frame, outline } from './outline.ts'

/** A key to be drawn. */
export interface DrawnKey {
  keyId: string
  generation: number
  /** For the title block. */
  name: string
}

/** The key on the sheet where no other is given; nobody's. */
const sample: DrawnKey = { keyId: 'latchwork', generation: 1, name: 'Key, native format' }

/** Sheet units per unit of the key's drawing. */
const scale = 5

/** Where the key's drawing begins on the sheet. */
const at = { x: 96, y: 190 }

const x = (units: number) => at.x + units * scale
const y = (units: number) => at.y + units * scale

interface BlueprintProps {
  part: 'sheet' | 'band'
  of?: DrawnKey | null
  className?: string
}

/**
 * A locksmith's drawing of a key in its lock, with dimensions: the pins of the lock stand on the cuts, and as the
 * key is the right one they all part at the shear line. Decoration. `band` shows the key and the pins alone.
 * @param of the key; null: one that was not cut, before an empty lock
 */
export function Blueprint({ part, of = sample, className }: BlueprintProps) {
  const key = of ? outline(of.keyId, of.generation) : blankOutline
  const [top, middle] = [y(blade.back), y(12.5)]
  const shear = y(frame.height + 5)
  const marks = key.depths.map((depth, position) => ({
    depth,
    x: x(blade.from + position * blade.pitch + 4.1),
  }))
  const end = blade.from + blade.pitch * cutCount
  return (
    <svg
      aria-hidden="true"
      viewBox={part === 'sheet' ? '0 0 720 640' : '76 168 584 256'}
      fill="none"
      className={className}
    >
      <g className="stroke-faint" strokeWidth="0.75" opacity="0.55">
        <path d={`M${x(-6)} ${middle}H${x(112)}`} strokeDasharray="14 4 2 4" />
        <path d={`M${x(14)} ${y(-5)}V${y(31)}`} strokeDasharray="14 4 2 4" />
      </g>
      <LockPins
        depths={key.depths}
        xOf={(position) => x(blade.from + position * blade.pitch + 4.1)}
        topOf={(depth) => y(blade.edge + depth * blade.depth)}
        shear={shear}
        from={x(blade.from - 3)}
        to={x(end + 2)}
      />
      <g className={of ? 'stroke-brass' : 'stroke-faint'} strokeLinejoin="round">
        <g transform={`translate(${at.x} ${at.y}) scale(${scale})`} strokeWidth={1.75 / scale}>
          <path d={key.path} pathLength="1" strokeDasharray="1.05" className="animate-draw fill-panel" />
          <circle cx={key.hole.x} cy={key.hole.y} r="2.8" />
        </g>
        <path d={`M${x(blade.from - 6)} ${y(11)}H${x(101)}`} strokeWidth="0.75" opacity="0.6" />
      </g>
      {part === 'sheet' && (
        <>
          <Dimension from={x(3)} to={x(blade.tip)} line={112} foot={top - 14} text="103.0" />
          <Dimension from={x(blade.from)} to={x(end)} line={148} foot={top - 14} text="8 × 8.0 = 64.0" />
          <g className="fill-(--faint-text) font-mono" fontSize="10">
            {marks.map((mark) => (
              <text key={mark.x} x={mark.x} y="468" textAnchor="middle">
                {mark.depth}
              </text>
            ))}
            {of && (
              <text x={x(blade.from - 6)} y="468" textAnchor="end">
                cut
              </text>
            )}
            <text x={x(end + 5)} y={shear + 3.5} className="fill-brass">
              shear
            </text>
            <text x={x(14)} y={y(-7)} textAnchor="middle">
              A
            </text>
            <text x={x(14)} y={y(35)} textAnchor="middle">
              A
            </text>
          </g>
          <Section x={72} y={500} />
          <TitleBlock
            name={of?.name ?? 'Key, not cut'}
            cuts={key.depths.join(' ') || '– – – – – – – –'}
            note={of === sample ? '256 bits, shown once' : 'shown once'}
          />
        </>
      )}
    </svg>
  )
}

/** What the first cell of the title block has room for, in characters. */
const nameRoom = 24

function TitleBlock({ name, cuts, note }: { name: string; cuts: string; note: string }) {
  const cells = [
    { x: 420, label: 'Drawing', text: name.length > nameRoom ? `${name.slice(0, nameRoom - 1)}…` : name },
    { x: 564, label: 'Scale', text: '5 : 1' },
    { x: 620, label: 'Sheet', text: '1 of 1' },
  ]
  return (
    <g className="font-mono" fontSize="9">
      <g className="stroke-edge" strokeWidth="1">
        <rect x="20.5" y="20.5" width="679" height="599" />
        <path d="M410.5 619.5V560.5H699.5M410.5 590.5H699.5M556.5 560.5V590.5M612.5 560.5V590.5" />
        <path d="M20.5 320.5h8M699.5 320.5h-8M360.5 20.5v8M360.5 619.5v-8" />
      </g>
      {cells.map((cell) => (
        <g key={cell.label}>
          <text x={cell.x} y="571" className="fill-(--faint-text)" fontSize="7">
            {cell.label}
          </text>
          <text x={cell.x} y="584" className="fill-muted">
            {cell.text}
          </text>
        </g>
      ))}
      <text x="420" y="601" className="fill-(--faint-text)" fontSize="7">
        Bitting
      </text>
      <text x="420" y="614" className="fill-brass">
        {cuts}
      </text>
      <text x="564" y="614" className="fill-(--faint-text)">
        {note}
      </text>
    </g>
  )
}
