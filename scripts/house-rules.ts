import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'

/**
 * The rules of the house that no general linter knows: who may import whom, no cycles, no catch-all folders, no file
 * that has grown too long. `npm test` runs it; alone it is `npm run rules`.
 *
 * `exceptions.json` beside this file lists what broke a rule when the rule came. It may only shrink: an entry that no
 * longer breaks anything is itself a fault.
 */

const roots = ['app', 'components', 'e2e', 'lib', 'packages', 'scripts']
const longest = 400
const catchAll = /^(utils?|helpers?|misc|common)(\.|$)/

/** Files directly in lib/: the environment, the log and their like, on which everything on the server may stand. */
const ground = 'lib'
/** How a secret is minted and digested: pure functions that both core and gate stand on. */
const secret = 'lib/secret'

/** Whose contracts we speak. */
const vendors = ['dadosfera', 'trackgenesis', 'freesewing', 'vertesia']

/** How tokens are signed and checked, which core, gate and auth all stand on. */
const signing = 'lib/signing'

/**
 * What each layer may import of ours, besides itself. The first prefix that fits a file is its layer; an entry that
 * names a file admits that file alone.
 */
const layers: readonly { layer: string; may: readonly string[]; packages?: RegExp; never?: RegExp }[] = [
  { layer: 'lib/contracts', may: [], packages: /^zod$/ },
  {
    layer: 'lib/core',
    // What a change waited for is counted beside what verifications took; and why a key is refused is told by what refuses it.
    may: ['lib/contracts', 'lib/db', secret, signing, ground, 'lib/gate/counters.ts', 'lib/gate/explain.ts'],
    never: /^(next|react|next-auth)(\/|$)/,
  },
  {
    layer: 'lib/gate',
    // Core's error is how a verdict that cannot be given is told; the gate knows nothing else of core.
    may: ['lib/contracts', 'lib/db', secret, signing, ground, 'lib/core/errors.ts'],
    never: /^(next|react|next-auth)(\/|$)/,
  },
  { layer: 'lib/db', may: [ground], never: /^(next|react)(\/|$)/ },
  // Whether a key is good is the gate's to say, also of one that calls the management contract.
  { layer: 'lib/auth', may: ['lib/contracts', 'lib/core', 'lib/gate', 'lib/db', signing, ground] },
  // The gate's own HTTP, on the bare request; what it refuses looks as the rest of the contract has it.
  {
    layer: 'lib/lane',
    may: [
      'lib/contracts',
      'lib/core',
      'lib/gate',
      'lib/auth',
      'lib/http',
      'lib/metrics',
      'lib/server',
      ground,
    ],
    never: /^(next|react|next-auth)(\/|$)/,
  },
  { layer: 'lib/metrics', may: ['lib/contracts', 'lib/gate', ground], never: /^(next|react)(\/|$)/ },
  { layer: 'lib/jobs', may: ['lib/contracts', 'lib/core', 'lib/gate', 'lib/db', ground] },
  // The contract's own limit is counted where those of keys are; it knows nothing else of the gate.
  { layer: 'lib/http', may: ['lib/contracts', 'lib/core', 'lib/auth', 'lib/gate/limits.ts', ground] },
  { layer: 'lib/openapi', may: ['lib/contracts'] },
  { layer: 'lib/client', may: ['lib/contracts'] },
  { layer: 'lib/server', may: ['lib/contracts', 'lib/gate', ground] },
  { layer: signing, may: ['lib/contracts', 'lib/db', ground] },
  // What there is of dialects, for whoever needs them all; no dialect sees it.
  {
    layer: 'lib/dialects',
    may: ['lib/contracts', 'lib/http', ...vendors.map((vendor) => `lib/dialects/${vendor}`)],
  },
  // Published alone: nothing of ours, and no package that its own package.json does not name.
  { layer: 'packages', may: [], packages: /^jose$/ },
  { layer: secret, may: [ground] },
  // The names of mounts, which the environment speaks of too.
  { layer: ground, may: ['lib/contracts/mounts.ts'] },
  {
    layer: 'components/ui',
    may: [],
    never: /^(next|next-auth|nuqs|@tanstack\/react-query|react-hook-form)(\/|$)/,
  },
  // The drawing of a key: it knows an id and a generation, and no more of the domain than that.
  { layer: 'components/bitting', may: [] },
  { layer: 'components/form', may: ['components/ui', 'lib/contracts'] },
  {
    layer: 'components/shell',
    may: ['components/ui', 'components/bitting', 'components/form', 'lib/client', 'lib/contracts'],
  },
]

/** lib/dialects/<vendor> and components/<feature>: each sees what is beneath it and none of its neighbours. */
const dialect = ['lib/contracts', 'lib/core', 'lib/http', secret, signing, ground]
const feature = [
  'lib/client',
  'lib/contracts',
  'components/ui',
  'components/bitting',
  'components/form',
  'components/shell',
]

interface Source {
  path: string
  text: string
  /** Paths of ours that it imports. */
  ours: readonly string[]
  /** Packages that it imports. */
  packages: readonly string[]
}

const specifier = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"\n]+)['"]/g

/** The text without comments, so that a rule does not read them. Good enough for code that Biome has formatted. */
function bare(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/[^\n]*/g, '$1')
}

function resolveImport(from: string, name: string): string | undefined {
  if (name.startsWith('#')) return normalize(name.slice(1))
  return name.startsWith('.') ? normalize(join(dirname(from), name)) : undefined
}

async function read(path: string): Promise<Source> {
  const text = await readFile(path, 'utf8')
  const names = [...bare(text).matchAll(specifier)].map((match) => match[1] ?? '')
  const resolved = names.map((name) => ({ name, path: resolveImport(path, name) }))
  return {
    path,
    text,
    ours: resolved.flatMap((item) => item.path ?? []),
    packages: resolved
      .filter((item) => !item.path && !item.name.startsWith('node:'))
      .map((item) => item.name),
  }
}

async function sources(): Promise<Source[]> {
  const found = await Promise.all(
    roots.map(async (root) => {
      const entries = await readdir(root, { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    }),
  )
  const code = (path: string) =>
    /\.(tsx?|mts|mjs)$/.test(path) && !/^lib\/db\/generated\/|^packages\/[^/]+\/dist\//.test(path)
  return Promise.all(found.flat().filter(code).sort().map(read))
}

const isTest = (path: string) => /(\.(test|e2e)\.tsx?$)|\/testing[/.]/.test(path)

/** The layer a path belongs to: `lib/core`, `lib/dialects/acme`, `components/keys`, `app`, or `lib` for its own files. */
function layerOf(path: string): string {
  const [root = '', folder = '', vendor = ''] = path.split('/')
  if (root === 'lib' && folder === 'dialects')
    return vendor.includes('.') ? 'lib/dialects' : `lib/dialects/${vendor}`
  if (root === 'lib') return folder.includes('.') ? ground : `lib/${folder}`
  return root === 'components' ? `components/${folder}` : root
}

function layering(source: Source): string[] {
  const layer = layerOf(source.path)
  const faults: string[] = []
  for (const target of source.ours) {
    if (layerOf(target) === 'app' && layer !== 'app')
      faults.push(`${source.path} imports ${target}: nobody imports app`)
  }
  if (['app', 'scripts', 'e2e'].includes(layer)) {
    const database = layer === 'app' ? source.ours.filter((target) => layerOf(target) === 'lib/db') : []
    return [
      ...faults,
      ...database.map((target) => `${source.path} imports ${target}: pages go through the contract`),
    ]
  }
  const rule = layers.find((known) => known.layer === layer)
  const may =
    rule?.may ??
    (layer.startsWith('lib/dialects/') ? dialect : layer.startsWith('components/') ? feature : [])
  for (const target of source.ours) {
    const other = layerOf(target)
    if (other !== layer && other !== 'app' && !may.includes(other) && !may.includes(target)) {
      faults.push(
        `${source.path} imports ${target}: ${layer} may import ${may.join(', ') || 'nothing of ours'}`,
      )
    }
  }
  for (const name of source.packages) {
    if ((rule?.packages && !rule.packages.test(name)) || rule?.never?.test(name)) {
      faults.push(`${source.path} imports ${name}: ${layer} may not`)
    }
  }
  if (['lib/core', 'lib/gate'].includes(layer)) {
    const web = /(?::|<|\bnew|\|)\s*(Request|Response|Headers)\b/.exec(bare(source.text))?.[1]
    if (web) faults.push(`${source.path} speaks of ${web}: ${layer} knows no HTTP`)
  }
  return faults
}

/** Every cycle of imports, once, from its first file in the alphabet. */
function cycles(all: readonly Source[]): string[] {
  const graph = new Map(all.map((source) => [source.path, source.ours]))
  const done = new Set<string>()
  const found = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) {
      const ring = trail.slice(at)
      const first = ring.indexOf([...ring].sort()[0] ?? '')
      found.add(`cycle: ${[...ring.slice(first), ...ring.slice(0, first), ring[first]].join(' -> ')}`)
      return
    }
    if (done.has(path)) return
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) walk(path, [])
  return [...found]
}

function naming({ path }: Source): string[] {
  const wrong = path.split('/').find((part) => catchAll.test(part))
  return wrong ? [`${path}: ${wrong} says nothing about what is in it`] : []
}

function length({ path, text }: Source): string[] {
  const lines = text.split('\n').length - 1
  return lines > longest ? [`${path} is longer than ${longest} lines: it asks to be two`] : []
}

const all = await sources()
const faults = [
  ...all.filter((source) => !isTest(source.path)).flatMap(layering),
  ...cycles(all),
  ...all.flatMap(naming),
  ...all.flatMap(length),
]
const excepted = JSON.parse(await readFile(join(import.meta.dirname, 'exceptions.json'), 'utf8')) as string[]
const fresh = faults.filter((fault) => !excepted.includes(fault))
const mended = excepted.filter((fault) => !faults.includes(fault))
for (const fault of fresh) console.error(fault)
for (const fault of mended)
  console.error(`No longer a fault, so take it out of scripts/exceptions.json: ${fault}`)
if (fresh.length || mended.length) process.exit(1)
console.log(`${all.length} files keep the rules of the house.`)
