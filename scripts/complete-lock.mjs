import { readFileSync, writeFileSync } from 'node:fs'

// `npm run lock`, after an `npm install` that changed package-lock.json.
//
// A registry mirror may hold a package's builds for some platforms only. npm then leaves the others out of the lock,
// and `npm ci` refuses that lock everywhere ("Missing: … from lock file"). This writes those entries from what the
// package that wants them says; npm passes over them where the platform is another one.

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const { packages } = lock

/** Whether a package at `path` finds `name` in its own node_modules or in one above. */
function resolves(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder && `${folder}/`}node_modules/${name}`]) return true
    if (!folder) return false
  }
}

/** What the name of a platform build says about the machine it is for. */
function platform(name) {
  const [, system, rest] =
    /(android|darwin|freebsd|linux|openharmony|win32|windows|wasm32)-(.+)$/.exec(name) ?? []
  if (!system) return undefined
  if (system === 'wasm32') return { cpu: ['wasm32'] }
  const cpu = /arm64|x64|ia32|riscv64|s390x|ppc64|arm/.exec(rest)?.[0]
  return {
    ...(cpu && { cpu: [cpu] }),
    ...(rest.includes('musl') && { libc: ['musl'] }),
    os: [system === 'windows' ? 'win32' : system],
  }
}

for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const target = platform(name)
    if (!target || !/^\d/.test(version) || resolves(path, name)) continue
    const { dev, license } = entry
    packages[`node_modules/${name}`] = {
      version,
      ...(dev && { dev }),
      ...(license && { license }),
      optional: true,
      ...target,
    }
    console.log(`Added ${name} ${version}`)
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
