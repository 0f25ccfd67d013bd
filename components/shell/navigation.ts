/** One place in the sidebar. */
export interface NavItem {
  href: string
  label: string
  /** At the right: how many there are; `10,000+` where the server stopped counting. */
  count?: string
  /** The second key after `g` that goes there. */
  key?: string
}

export interface NavGroup {
  /** Left out for the first group. */
  heading?: string
  items: readonly NavItem[]
}

/** Whether a place is the one that is open: itself or anything beneath it; `/` only itself. */
export function isOpen(href: string, pathname: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`)
}
