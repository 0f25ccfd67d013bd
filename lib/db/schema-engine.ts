import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
} from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg'
import { Client } from 'pg'

/**
 * Prisma's schema engine as WebAssembly, over the same driver as the application. The native engine is fetched from
 * Prisma's own host at first use, which a machine behind a firewall cannot do; this one is an npm package.
 */

declare global {
  /** Where the engine says why it is about to trap. */
  var PRISMA_WASM_PANIC_REGISTRY: { set_message(message: string): void } | undefined
}

let ready: Promise<typeof glue.SchemaEngine> | undefined

/** What the engine calls out to; its timers must not keep a process from ending that is done. */
function imports(): WebAssembly.ModuleImports {
  const all: Record<string, WebAssembly.ImportValue> = { ...(glue as unknown as WebAssembly.ModuleImports) }
  for (const name of Object.keys(all)) {
    if (/^__wbg_setTimeout_/.test(name))
      all[name] = (run: () => void, ms: number) => setTimeout(run, ms).unref()
  }
  return all
}

/** What the engine selects of the type "char", and the column it comes out as. */
const chars = [
  { select: /\bconstr\.contype AS\b/, as: 'constr.contype::text AS', column: 'constraint_type' },
  { select: /\bcon\.confdeltype,/, as: 'con.confdeltype::text,', column: 'confdeltype' },
  { select: /\bcon\.confupdtype,/, as: 'con.confupdtype::text,', column: 'confupdtype' },
]

/** Makes a connection read columns of the type "char", which the engine asks for and the driver refuses. */
function readingChar<T extends SqlDriverAdapter>(connection: T): T {
  const queryRaw = connection.queryRaw.bind(connection)
  connection.queryRaw = async (query) => {
    const asked = chars.filter(({ select }) => select.test(query.sql))
    const sql = asked.reduce((text, { select, as }) => text.replace(select, as), query.sql)
    const result = await queryRaw({ ...query, sql })
    for (const { column } of asked) {
      result.columnTypes[result.columnNames.indexOf(column)] = ColumnTypeEnum.Character
    }
    return result
  }
  return connection
}

async function instantiate(): Promise<typeof glue.SchemaEngine> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': imports() })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
  return glue.SchemaEngine
}

/** An error that came up through the driver is a number in the engine's message; this is the error itself. */
function cause(
  error: unknown,
  registry: { consumeError(id: number): { error: unknown } | undefined },
): unknown {
  const id = error instanceof Error ? /External error id#(\d+)/.exec(error.message)?.[1] : undefined
  return (id === undefined ? undefined : registry.consumeError(Number(id))?.error) ?? error
}

/**
 * Runs `work` with an engine connected to `url`.
 *
 * @param datamodel the path and the text of the Prisma schema, where the work needs it.
 */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
  datamodel?: [path: string, text: string],
): Promise<T> {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => process.stderr.write(`${message}\n`) }
  ready ??= instantiate()
  const Engine = await ready
  // Taken apart, because the adapter makes its shadow database by overriding `database`, over which a URL would win.
  const { host, port, user, password, database, ssl } = new Client({ connectionString: url })
  const at = { host, port, user, password: password ?? undefined, database, ssl }
  const driver = new PrismaPg({ ...at, max: 2, idleTimeoutMillis: 100, allowExitOnIdle: true })
  // The engine leaves its connections open when it is freed, so those it opens are ours to close.
  const opened: Awaited<ReturnType<typeof driver.connect>>[] = []
  const adapter = bindMigrationAwareSqlAdapterFactory({
    provider: driver.provider,
    adapterName: driver.adapterName,
    connectToShadowDb: async () => readingChar(await driver.connectToShadowDb()),
    async connect() {
      const connection = readingChar(await driver.connect())
      opened.push(connection)
      return connection
    },
  })
  const engine = await Engine.new({ datamodels: datamodel && [datamodel] }, () => {}, adapter)
  try {
    return await work(engine)
  } catch (error) {
    throw cause(error, adapter.errorRegistry)
  } finally {
    engine.free()
    await Promise.all(opened.map((connection) => connection.dispose()))
  }
}
