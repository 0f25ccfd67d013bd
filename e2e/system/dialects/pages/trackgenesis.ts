/* The examples of TrackGenesis' page, as printed; it has requests and answers, and no program. */

export const ofUser = 'GET https://nft-platform.azurewebsites.net/api/v1/api-keys/user/:userId'
export const one = 'GET https://nft-platform.azurewebsites.net/api/v1/api-keys/:apiKeyId'
export const my = 'GET https://nft-platform.azurewebsites.net/api/v1/api-keys/my'
export const create = 'POST https://nft-platform.azurewebsites.net/api/v1/api-keys'
export const remove = 'DELETE https://nft-platform.azurewebsites.net/api/v1/api-keys/:apiKeyId'

export const nothing = '{}'

export const createBody = `{
  "expiresAT": "2025-01-01T00:00:00.000Z"
}`

export const listOfUser = `[
  {
    "_id": "67aaf3d7ac6656e91a4a9845",
    "createdBy": "67a98689bc4810c0e57b07d7",
    "expiresAt": "2025-03-08T00:00:00.000Z",
    "key": <secret key>,
    "orgId": "674ecdcc923de3913822c5fe",
    "scopes": ["read"],
    "createdAt": "2025-02-11T06:53:11.624Z",
    "updatedAt": "2025-02-11T06:53:11.624Z",
    "__v": 0,
    "apiKey": <secret key>,
    "id": "67aaf3d7ac6656e91a4a9845"
  }
]`

export const object = `{
  "_id": "673433b805edbee750b37795",
  "createdBy": "671b8bad65b5bb889dd83c84",
  "key": <secret key>,
  "orgId": "671a3c8db86d5a1d46dff7ee",
  "scopes": ["read"],
  "createdAt": "2024-11-13T05:06:00.217Z",
  "updatedAt": "2024-11-13T05:06:00.217Z",
  "__v": 0,
  "apiKey": <secret key>,
  "id": "673433b805edbee750b37795"
}`

export const listOfMine = `[
  {
    "_id": "673433b805edbee750b37795",
    "createdBy": "671b8bad65b5bb889dd83c84",
    "key": <secret key>,
    "orgId": "671a3c8db86d5a1d46dff7ee",
    "scopes": ["read"],
    "createdAt": "2024-11-13T05:06:00.217Z",
    "updatedAt": "2024-11-13T05:06:00.217Z",
    "__v": 0,
    "apiKey": <secret key>,
    "id": "673433b805edbee750b37795"
  }
]`

export const created = `{
  "createdBy": "671b8bad65b5bb889dd83c84",
  "key": <secret key>,
  "orgId": "671a3c8db86d5a1d46dff7ee",
  "scopes": ["read"],
  "_id": "673433b805edbee750b37795",
  "createdAt": "2024-11-13T05:06:00.217Z",
  "updatedAt": "2024-11-13T05:06:00.217Z",
  "__v": 0,
  "apiKey": <secret key>,
  "id": "673433b805edbee750b37795"
}`

export const removed = `{
  "message": "Api key deleted successfully",
  "status": "success"
}`
