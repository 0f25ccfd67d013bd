/** What a page tells of a contract of another service. Words in backticks are code. */
export interface VendorGuide {
  /** As in the address of the page. */
  vendor: string
  title: string
  lead: string
  /** What one has to know to come in. */
  credentials: readonly string[]
  /** What has to be there for it to work. */
  preset: string
  mounts: readonly { mount: string; about: string }[]
  /** What Latchwork calls it, what the vendor does, and what is to be said of that. */
  maps: readonly { ours: string; theirs: string; note?: string }[]
  /** Between the vendor's page and its running service; none where there is one mount. */
  differences: readonly { point: string; documented: string; live: string }[]
  /** Where Latchwork knowingly goes beyond the vendor's page, or does otherwise. */
  beyond: readonly string[]
  /** Statuses and identifiers, in the order in which they are checked. */
  errors: readonly { status: number; word: string; means: string; fix: string }[]
}

/** What every contract has in common on a page of its own. */
export const sharedMounting =
  'Change the base URL of the client, and nothing else. Where the host name is to stay, point it here and set `COMPAT_HOSTS`.'
