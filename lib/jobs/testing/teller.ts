import { database } from '#lib/db/client.ts'
import { startTelling } from '../telling.ts'

/* A process that tells of what happened for as long as it lives: of its own, so that it can be killed. */

startTelling({ db: database().prisma, every: 300 })
process.send?.('telling')
process.on('disconnect', () => process.exit(0))
