/** The mark of the house: a small key. `app/icon.svg` is the same drawing. */
export function KeyMark({ className }: { className?: string }) {
  return (
    <svg
      aria-hidden="true"
      width="22"
      height="12"
      viewBox="0 0 22 12"
      fill="none"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 stroke-brass ${className ?? ''}`}
    >
      <circle cx="5.4" cy="5.6" r="4.2" />
      <path d="M9.6 5.6H21v3.2M17.2 5.6v2.2M13.4 5.6v3.8" />
    </svg>
  )
}
