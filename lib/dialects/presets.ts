import { preset as dadosfera } from './dadosfera/preset.ts'
import { preset as freesewing } from './freesewing/preset.ts'
import { preset as trackgenesis } from './trackgenesis/preset.ts'
import { preset as vertesia } from './vertesia/preset.ts'

/** Every preset there is, by the alphabet: of each vendor whose contract is spoken, its vocabulary. */
export const presets = [dadosfera, freesewing, trackgenesis, vertesia]
