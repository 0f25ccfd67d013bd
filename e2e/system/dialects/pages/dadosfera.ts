/* The examples of Dadosfera's page, as printed. */

export const checkPermissions = `    curl -X GET https://maestro.dadosfera.ai/permissions \\
    -H "Authorization: your_token_here"`

export const create = `    curl -X POST https://maestro.dadosfera.ai/api-key \\
    -H "Content-Type: application/json" \\
    -H "Authorization: your_admin_token_here" \\
    -d '{"permissions": [1, 2]}'`

export const verifyCreated = `    curl -X GET https://maestro.dadosfera.ai/api-key \\
    -H "Authorization: your_token_here"`

export const remove = `curl -X DELETE https://maestro.dadosfera.ai/api-key/2 \\
-H "Authorization: your_token_here"`

export const listed = `[
{
"permissions": [
{
"id": 34,
"name": ""
}
],
"id": "cf596aa0-d340-4bcf-8eb4-c9525d27f723",
"key_mask": "ddf_Vtfoc***************************************",
"created_at": "2025-06-06T19:05:30.999Z"
}
]`

export const created = `{
"permissions": [
{
"id": 34,
"name": ""
}
],
"id": "484d8b37-dfe8-4335-b3b1-9ce87a809edf",
"key": "ddf_FSdgV8Ii2py/7sexFE3H9yyNvxuBQ2jn7mksKomfXy8=",
"key_mask": "ddf_FSdgV***************************************",
"created_at": "2025-06-20T21:05:48.814Z",
"created_by": "9488a4e8-a0e1-7046-f441-1c5fa95a9966"
}`

export const requestBody = `{
"permissions": [1, 2, 3]
}`

export const invalidPermissions = `{
"statusCode": 500,
"message": "An unknown error occurred. If the error persists, please contact support",
"error": "Oops... Unable to perform your action",
"code": "UNKNOWN",
"details": "Invalid permission IDs: 0"
}`

export const notFound = `{
"error": "API Key not found",
"message": "API Key with ID 123 was not found"
}`
