import type { Dialect, Revision } from '#lib/http/dialect.ts'
import { type Vendor, vendorSurface } from '#lib/http/vendor-surface.ts'

const vendor: Vendor = {
  challenge: 'Bearer',
  refusal: ({ status, detail }) => ({ status, body: { message: detail } }),
}

export const vertesia = (revision: Revision): Dialect => ({
  mount: revision === 'live' ? 'vertesia-live' : 'vertesia',
  title: 'vertesia',
  operations: [],
  vendor,
  surface: vendorSurface(vendor),
})
