import type { Dialect } from '#lib/http/dialect.ts'
import { type Vendor, vendorSurface } from '#lib/http/vendor-surface.ts'

const vendor: Vendor = {
  challenge: 'Bearer',
  refusal: ({ status, detail }) => ({ status, body: { message: detail } }),
}

export const dadosfera: Dialect = {
  mount: 'dadosfera',
  title: 'dadosfera',
  operations: [],
  vendor,
  surface: vendorSurface(vendor),
}
