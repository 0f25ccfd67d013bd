import type { Dialect } from '#lib/http/dialect.ts'
import { vendorSurface } from '#lib/http/vendor-surface.ts'
import { operations } from './contract.ts'
import { errorBody, vendor } from './errors.ts'

export const dadosfera: Dialect = {
  mount: 'dadosfera',
  title: 'Dadosfera',
  operations,
  refusals: errorBody,
  vendor,
  bareAuthorization: true,
  surface: vendorSurface(vendor),
}
