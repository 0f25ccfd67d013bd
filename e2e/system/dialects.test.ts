import { beforeAll, describe } from 'vitest'
import { dadosfera } from './dialects/dadosfera.ts'
import { freesewing } from './dialects/freesewing.ts'
import { longLists } from './dialects/long-lists.ts'
import { trackgenesis } from './dialects/trackgenesis.ts'
import { vertesia } from './dialects/vertesia.ts'
import { vertesiaTokens } from './dialects/vertesia-tokens.ts'
import { cleanUp } from './testing/portal.ts'
import { type Desk, openDesk } from './testing/vendors.ts'

/* Every line of the contracts of the four vendors: a request as it goes over HTTP, and the whole of its answer. */

cleanUp()

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
}, 180_000)

const opened = () => desk

describe('Dadosfera', () => dadosfera(opened))
describe('TrackGenesis', () => trackgenesis(opened))
describe('FreeSewing', () => freesewing(opened))
describe('Vertesia', () => vertesia(opened))
describe('Vertesia’s tokens', () => vertesiaTokens(opened))
describe('more than a thousand keys', () => longLists(opened))
