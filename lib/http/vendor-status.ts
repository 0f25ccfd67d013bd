import type { Failure } from './problem.ts'

/** What most vendors' pages do not document, and the nearest that they do. */
const nearest: Readonly<Record<number, number>> = { 409: 400, 410: 404, 412: 400, 422: 400 }

/** The status of a refusal by a vendor that documents 400, 401, 403, 404 and 500; those of HTTP itself stay what they are. */
export const vendorStatus = ({ status }: Pick<Failure, 'status'>): number => nearest[status] ?? status
