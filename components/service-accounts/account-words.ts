/** `1 key`, `1,200 keys` */
export const keysText = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'key' : 'keys'}`

/** The list of keys, narrowed to those of an owner. */
export const keysHref = (ownerId: string) => `/keys?owner=${ownerId}`
