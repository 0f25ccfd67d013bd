/*
 * Where the contracts of other services are served: a name for each, below `mountRoot`. Behind it stand the vendor's own
 * paths, letter for letter.
 */

export const mounts = [
  'dadosfera',
  'trackgenesis',
  'freesewing',
  'freesewing-live',
  'vertesia',
  'vertesia-live',
] as const
export type Mount = (typeof mounts)[number]

export const mountRoot = '/api/compat'

export const isMount = (name: string): name is Mount => (mounts as readonly string[]).includes(name)

/** The mount to which a path belongs; null for one below none of them. */
export function mountOf(path: string): Mount | null {
  if (!path.startsWith(`${mountRoot}/`)) return null
  const [name = ''] = path.slice(mountRoot.length + 1).split(/[/?]/, 1)
  return isMount(name) ? name : null
}

/**
 * Reads a table of hosts, `api.vendor.example=vertesia-live,backend.example=freesewing-live`: at each the vendor's paths stand at the
 * root.
 * @returns the mount of each host, in lower case and without a port; null where the text is no such table
 */
export function parseCompatHosts(text: string): ReadonlyMap<string, Mount> | null {
  const table = new Map<string, Mount>()
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue
    const [host = '', mount = '', ...more] = entry.split('=').map((part) => part.trim())
    const name = host.toLowerCase()
    if (!/^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(name) || !isMount(mount)) return null
    if (more.length > 0 || table.has(name)) return null
    table.set(name, mount)
  }
  return table
}

/** The host that a Host header names, as `parseCompatHosts` writes it. */
export const hostName = (header: string): string =>
  header.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase()
