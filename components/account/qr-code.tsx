import qrcode from 'qrcode-generator'

/** Modules of empty space around, without which a camera may not find the code (ISO/IEC 18004, section 6.3.8). */
const quiet = 4

/** A QR code of a text, drawn here: the secret in it goes to no one who draws pictures for others. Always dark on white. */
export function QrCode({ text, label, className }: { text: string; label: string; className?: string }) {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const count = code.getModuleCount()
  const rows = Array.from({ length: count }, (_, row) => row)
  const path = rows
    .flatMap((row) =>
      rows.filter((column) => code.isDark(row, column)).map((column) => `M${column} ${row}h1v1h-1z`),
    )
    .join('')
  const size = count + 2 * quiet
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-quiet} ${-quiet} ${size} ${size}`}
      shapeRendering="crispEdges"
      className={className}
    >
      <path fill="#fff" d={`M${-quiet} ${-quiet}h${size}v${size}h${-size}z`} />
      <path fill="#1b1916" d={path} />
    </svg>
  )
}
