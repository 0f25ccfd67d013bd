/**
 * `npm run bench -- <name>`: a measurement, on a server and a database started for it and thrown away afterwards. Prints its
 * figures and, where there is a target, whether it was met; fails where one was missed. `--quick` is for developing a
 * measurement that has it: less of everything.
 */
const benches: Readonly<
  Record<string, () => Promise<{ bench: (options: { quick: boolean }) => Promise<boolean> }>>
> = {
  list: () => import('./list/bench.ts'),
  screens: () => import('./screens/bench.ts'),
  verify: () => import('./verify/bench.ts'),
  soak: () => import('./verify/soak.ts'),
  meter: () => import('./meter/bench.ts'),
}

const name = process.argv[2] ?? ''
const load = benches[name]
if (load) {
  const { bench } = await load()
  process.exitCode = (await bench({ quick: process.argv.includes('--quick') })) ? 0 : 1
} else {
  process.stderr.write(`Name a measurement: npm run bench -- ${Object.keys(benches).join(' | ')}\n`)
  process.exitCode = 2
}

// A module, for the await above.
export {}
