/** A line that leads to nobody yet, drawn as the bittings are. */
export function EmptyLine() {
  return (
    <svg
      aria-hidden="true"
      width="176"
      height="72"
      viewBox="0 0 176 72"
      fill="none"
      strokeLinejoin="round"
      strokeLinecap="round"
    >
      <path d="M0 36h176M36 0v72M140 0v72" className="stroke-line" strokeDasharray="1 3" />
      <circle cx="36" cy="36" r="18" className="fill-panel stroke-edge" strokeWidth="1.5" />
      <path
        d="M36 31a3.5 3.5 0 0 1 1.9 6.4L39 43h-6l1.1-5.6A3.5 3.5 0 0 1 36 31Z"
        className="stroke-edge"
        strokeWidth="1.5"
      />
      <path d="M58 36h54" className="stroke-brass" strokeWidth="1.5" strokeDasharray="2.5 4" />
      <path d="m107 31 5 5-5 5" className="stroke-brass" strokeWidth="1.5" />
      <rect
        x="122"
        y="18"
        width="36"
        height="36"
        rx="4"
        className="fill-panel stroke-edge"
        strokeWidth="1.5"
        strokeDasharray="2.5 2.5"
      />
    </svg>
  )
}
