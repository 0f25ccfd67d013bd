-- The list of keys at a million rows. Each sort has one index that is walked in its order, and each filter one by which its
-- few matches are found. Between the two the planner always has a short way (lib/core/keys/list/page.ts). A sort needs no
-- index per project: a project's keys are either dense in the organization's order, or few enough to sort.
DROP INDEX "api_key_organization_id_name_id_idx";
DROP INDEX "api_key_project_id_name_id_idx";
DROP INDEX "api_key_project_last_used";
DROP INDEX "api_key_project_expires";

-- By name without regard to case, as people look for names.
CREATE INDEX "api_key_organization_name" ON "api_key" ("organization_id", (lower("name")), "id");

-- What is rare in an organization, or becomes rare: each is small while it is rare.
CREATE INDEX "api_key_revoked" ON "api_key" ("organization_id", "created_at", "id") WHERE "revoked_at" IS NOT NULL;
CREATE INDEX "api_key_standing" ON "api_key" ("organization_id", "created_at", "id") WHERE "revoked_at" IS NULL;
CREATE INDEX "api_key_disabled" ON "api_key" ("organization_id", "created_at", "id") WHERE NOT "enabled";
CREATE INDEX "api_key_rotating" ON "api_key" ("organization_id", "rotating_until") WHERE "rotating_until" IS NOT NULL;
CREATE INDEX "api_key_level" ON "api_key" ("organization_id", "level", "id") WHERE "level" IS NOT NULL;

-- A project lies in one organization, a role too: without this the planner multiplies what is one condition.
CREATE STATISTICS "api_key_tenancy" (dependencies) ON "organization_id", "project_id" FROM "api_key";
CREATE STATISTICS "api_key_role_tenancy" (dependencies) ON "organization_id", "role_id" FROM "api_key";

-- How common a part of a name is, decides between walking the order and looking it up: estimate it well.
ALTER INDEX "api_key_name_trgm" ALTER COLUMN 1 SET STATISTICS 1000;
