import { dadosfera } from './dadosfera.ts'
import { freesewing } from './freesewing.ts'
import { trackgenesis } from './trackgenesis.ts'
import type { VendorGuide } from './vendor-guide.ts'
import { vertesia } from './vertesia.ts'

/** The services whose contracts are spoken, by the alphabet. */
export const vendorGuides: readonly VendorGuide[] = [dadosfera, freesewing, trackgenesis, vertesia]
