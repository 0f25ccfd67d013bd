import { database } from '#lib/db/client.ts'
import { deliverDue } from '../deliver.ts'

/* A process that delivers what is due and ends: of its own, so that it can be killed. */

const [leaseSeconds, total] = process.argv.slice(2).map(Number)
await deliverDue({ db: database().prisma, timeout: 5_000, leaseSeconds, total, perEndpoint: total })
process.exit(0)
