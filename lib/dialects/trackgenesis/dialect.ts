import type { Dialect } from '#lib/http/dialect.ts'
import { type Vendor, vendorSurface } from '#lib/http/vendor-surface.ts'

const vendor: Vendor = {
  challenge: 'Bearer',
  refusal: ({ status, detail }) => ({ status, body: { message: detail } }),
}

export const trackgenesis: Dialect = {
  mount: 'trackgenesis',
  title: 'trackgenesis',
  operations: [],
  vendor,
  surface: vendorSurface(vendor),
}
