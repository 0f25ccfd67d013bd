/* The examples of Vertesia's page, as printed. */

export const list = `curl --location --request GET 'https://api.vertesia.io/api/v1/apikeys' \\
--header 'Authorization: Bearer <YOUR_API_KEY>'`

export const create = `curl --location --request POST 'https://api.vertesia.io/api/v1/apikeys' \\
--header 'Authorization: Bearer <YOUR_API_KEY>' \\
--header 'Content-Type: application/json' \\
--data-raw '{
"name": "My API Key",
"type": "sk",
"role": "developer",
"expires_at": "2024-04-19T12:34:56.000Z"
}'`

export const get = `curl --location --request GET 'https://api.vertesia.io/api/v1/apikeys/<API_KEY_ID>?withValue=true' \\
--header 'Authorization: Bearer <YOUR_API_KEY>'`

export const token = `curl --location --request GET 'https://api.vertesia.io/api/v1/apikeys/<API_KEY_ID>/token' \\
--header 'Authorization: Bearer <YOUR_API_KEY>'`

export const remove = `curl --location --request DELETE 'https://api.vertesia.io/api/v1/apikeys/<API_KEY_ID>' \\
--header 'Authorization: Bearer <YOUR_API_KEY>'`

export const update = `curl --location --request PUT 'https://api.vertesia.io/api/v1/apikeys/<API_KEY_ID>' \\
--header 'Authorization: Bearer <YOUR_API_KEY>' \\
--header 'Content-Type: application/json' \\
--data-raw '{
"name": "My Updated API Key",
"role": "admin",
"enabled": false,
"expires_at": "2025-04-19T12:34:56.000Z"
}'`

export const listed = `[
{
"id": "<API_KEY_ID>",
"name": "My API Key",
"type": "sk",
"role": "developer",
"maskedValue": "sk-xxxxxxxxxxxxxxxxxxxxxxxxxx",
"account": "<ACCOUNT_ID>",
"project": "<PROJECT_ID>",
"enabled": true,
"created_by": "user:<USER_ID>",
"updated_by": "user:<USER_ID>",
"created_at": "2023-04-19T12:34:56.000Z",
"updated_at": "2023-04-19T12:34:56.000Z",
"expires_at": "2024-04-19T12:34:56.000Z"
}
]`

export const created = `{
"id": "<API_KEY_ID>",
"name": "My API Key",
"type": "sk",
"role": "developer",
"account": "<ACCOUNT_ID>",
"project": "<PROJECT_ID>",
"enabled": true,
"created_by": "user:<USER_ID>",
"updated_by": "user:<USER_ID>",
"created_at": "2023-04-19T12:34:56.000Z",
"updated_at": "2023-04-19T12:34:56.000Z",
"expires_at": "2024-04-19T12:34:56.000Z"
}`

export const got = `{
"id": "<API_KEY_ID>",
"name": "My API Key",
"type": "sk",
"role": "developer",
"value": "<API_KEY_VALUE>",
"account": "<ACCOUNT_ID>",
"project": "<PROJECT_ID>",
"enabled": true,
"created_by": "user:<USER_ID>",
"updated_by": "user:<USER_ID>",
"created_at": "2023-04-19T12:34:56.000Z",
"updated_at": "2023-04-19T12:34:56.000Z",
"expires_at": "2024-04-19T12:34:56.000Z"
}`

export const gotToken = `{
"token": "<API_KEY_TOKEN>"
}`

export const removed = `{
"acknowledged": true,
"deletedCount": 1
}`

export const updated = `{
"id": "<API_KEY_ID>",
"name": "My Updated API Key",
"type": "sk",
"role": "admin",
"account": "<ACCOUNT_ID>",
"project": "<PROJECT_ID>",
"enabled": false,
"created_by": "user:<USER_ID>",
"updated_by": "user:<USER_ID>",
"created_at": "2023-04-19T12:34:56.000Z",
"updated_at": "2023-04-19T12:34:56.000Z",
"expires_at": "2025-04-19T12:34:56.000Z"
}`
