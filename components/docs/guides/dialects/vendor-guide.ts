/** What a page tells of a contract of another service. Words in backticks are code. */
export interface VendorGuide {
  /** As in the address of the page, and as the preset is called. */
  vendor: string
  title: string
  lead: string
  /** The base URL of the service itself, which a client has now. */
  was: string
  /** A host name of the vendor's, in an example. */
  host: string
  mounts: readonly { mount: string; about: string }[]
  /** What one has to know to come in. */
  credentials: readonly string[]
  /** A call as its clients make it with a key. @param base of the example's mount */
  withKey(base: string): string
  /** What has to be there for it to work. */
  preset: string
  /** How a key is made. */
  example: VendorExample
  /** What comes back, by method and path below the mount. */
  answers: Readonly<Record<string, string>>
  /** What Latchwork calls it, what the vendor does, and what is to be said of that. */
  maps: readonly { ours: string; theirs: string; note?: string }[]
  /** Between the vendor's page and its running service; none where there is one mount. */
  differences: readonly { point: string; documented: string; live: string }[]
  /** Where Latchwork knowingly goes beyond the vendor's page, or does otherwise. */
  beyond: readonly string[]
  /** In the order in which they are checked. What HTTP itself refuses is told for all vendors together (`refusals.ts`). */
  errors: readonly VendorError[]
}

export interface VendorExample {
  mount: string
  /** Below the mount. */
  path: string
  body: object
  answer: object
  note?: string
}

export interface VendorError {
  status: number
  /** What the vendor's clients look at, where there is such a thing. */
  word?: string | undefined
  means: string
  fix: string
}
