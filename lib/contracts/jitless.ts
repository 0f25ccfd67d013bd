import { z } from 'zod'

/*
 * zod compiles object schemas with `new Function` where it may, and finds out by trying. Under our Content-Security-
 * Policy the try is refused and reported, on every page; so the browser is told not to. The server keeps the speed.
 * Imported before the first schema of an object is made.
 */
if (typeof window !== 'undefined') z.config({ jitless: true })
