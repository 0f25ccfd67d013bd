import type { Dialect, Revision } from '#lib/http/dialect.ts'
import { type Vendor, vendorSurface } from '#lib/http/vendor-surface.ts'

const vendor: Vendor = {
  challenge: 'Bearer',
  refusal: ({ status, detail }) => ({ status, body: { message: detail } }),
}

export const freesewing = (revision: Revision): Dialect => ({
  mount: revision === 'live' ? 'freesewing-live' : 'freesewing',
  title: 'freesewing',
  operations: [],
  vendor,
  surface: vendorSurface(vendor),
})
