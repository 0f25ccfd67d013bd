import { readyMessage } from '#scripts/workers.ts'

// A worker that serves for a moment, for the test of one that keeps ending.
process.send?.(readyMessage)
setTimeout(() => process.exit(0), 300)
