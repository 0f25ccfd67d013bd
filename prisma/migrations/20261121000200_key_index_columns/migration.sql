-- PostgreSQL reads an index on an expression alone only where the index holds the columns the expression is made of. With
-- them, a walk past keys that do not match (a search in the order of names, expired keys behind the newest) never
-- touches the table.
DROP INDEX "api_key_organization_name";
DROP INDEX "api_key_organization_last_used";
DROP INDEX "api_key_organization_expires";
DROP INDEX "api_key_standing";
CREATE INDEX "api_key_organization_name" ON "api_key" ("organization_id", (lower("name")), "id") INCLUDE ("name");
CREATE INDEX "api_key_organization_last_used" ON "api_key" ("organization_id", (coalesce("last_used_at", '-infinity'::timestamptz)), "id") INCLUDE ("last_used_at");
CREATE INDEX "api_key_organization_expires" ON "api_key" ("organization_id", (coalesce("expires_at", 'infinity'::timestamptz)), "id") INCLUDE ("expires_at");
CREATE INDEX "api_key_standing" ON "api_key" ("organization_id", "created_at", "id") INCLUDE ("enabled", "expires_at", "rotating_until", "last_used_at") WHERE "revoked_at" IS NULL;
