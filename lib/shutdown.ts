import { log } from '#lib/log.ts'

/** Work to finish before the process ends, such as writing down what is still in memory. */
type Hook = () => Promise<unknown>

// One list for the process, because Next bundles its own copy of this module.
declare global {
  var latchworkShutdown: Map<string, Hook> | undefined
}

function hooks(): Map<string, Hook> {
  globalThis.latchworkShutdown ??= new Map()
  return globalThis.latchworkShutdown
}

/**
 * Asks for `hook` to run in an orderly stop, after the last request has been answered and before the database is
 * closed. A later call with the same name replaces the earlier.
 */
export function onShutdown(name: string, hook: Hook): void {
  hooks().set(name, hook)
}

/**
 * Runs the hooks, the last registered first, each for at most `patience` milliseconds. One that fails or takes too
 * long is logged and passed over, so that the others still run.
 */
export async function runShutdownHooks(patience: number): Promise<void> {
  for (const [name, hook] of [...hooks()].reverse()) {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`took more than ${patience} ms`)), patience)
    })
    await Promise.race([hook(), late]).catch((err: unknown) =>
      log.error({ err, hook: name }, 'could not stop in order'),
    )
    clearTimeout(timer)
  }
  hooks().clear()
}
