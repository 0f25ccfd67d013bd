import { lookup, Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'

/** Finds the addresses of a host name; none where it has none. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<string[]>

/** Milliseconds that a name server has, and how often it is asked. */
const patience = { timeout: 2_000, tries: 2 }

/**
 * Asks the name servers themselves. Not the system's own resolver, which holds one of the process's few threads for each name that is
 * never answered, and whoever runs a name server could choose to do that.
 */
export const askNameServers: Resolve = async (host, signal) => {
  const resolver = new Resolver(patience)
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    return found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** As `askNameServers`, then the system's own names (`/etc/hosts`): where receivers within are allowed, that is where they are named. */
export const askSystemToo: Resolve = async (host, signal) => {
  const found = await askNameServers(host, signal)
  if (found.length > 0) return found
  const own = await lookup(host, { all: true }).catch(() => [])
  return own.map(({ address }) => address)
}

/** The addresses that a host means: itself where it is one. */
export async function addressesOf(host: string, resolve: Resolve, signal: AbortSignal): Promise<string[]> {
  return isIP(host) ? [host] : resolve(host, signal)
}
