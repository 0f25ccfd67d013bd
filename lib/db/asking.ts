/**
 * The outcome under which a key's good calls are counted that ask about other keys. They are use of it, and nobody asked about it: as
 * verifications each would count twice, once for the service that asks.
 */
export const asking = 'ASK'
