/** A key rack on which nothing hangs, drawn as the empty keyring is. */
export function EmptyTray() {
  return (
    <svg
      aria-hidden="true"
      width="120"
      height="88"
      viewBox="0 0 120 88"
      fill="none"
      strokeLinejoin="round"
      strokeLinecap="round"
    >
      <path d="M60 0v88M8 44h104" className="stroke-line" strokeDasharray="1 3" />
      <rect
        x="20"
        y="22"
        width="80"
        height="20"
        rx="4"
        className="fill-panel stroke-edge"
        strokeWidth="1.5"
      />
      <path
        d="M34 42v6a5 5 0 0 0 10 0M55 42v6a5 5 0 0 0 10 0M76 42v6a5 5 0 0 0 10 0"
        className="stroke-edge"
        strokeWidth="1.5"
      />
      <path d="M60 54v18" className="stroke-brass" strokeWidth="1.5" strokeDasharray="2.5 2.5" />
    </svg>
  )
}
