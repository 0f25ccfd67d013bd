import type { Dialect } from '#lib/http/dialect.ts'
import { vendorSurface } from '#lib/http/vendor-surface.ts'
import { operations } from './contract.ts'
import { errorBody, vendor } from './errors.ts'

export const trackgenesis: Dialect = {
  mount: 'trackgenesis',
  title: 'TrackGenesis',
  operations,
  refusals: errorBody,
  vendor,
  surface: vendorSurface(vendor),
}
