/**
 * Where to go after signing in: a path of this portal, and `/` for everything else. An address is resolved as a browser would,
 * since `//evil.example`, `/\evil.example` and the like read as paths and lead away.
 * @param origin the portal's
 */
export function safePath(wanted: unknown, origin: string): string {
  if (typeof wanted !== 'string' || wanted.length > 2000 || !URL.canParse(wanted, origin)) return '/'
  const { origin: there, pathname, search, hash } = new URL(wanted, origin)
  // A path that itself begins with two slashes would lead away once it is resolved again.
  if (there !== origin || /^[/\\]{2}/.test(pathname) || /^\/(sign-in|setup)(\/|$)/.test(pathname)) return '/'
  return `${pathname}${search}${hash}`
}
