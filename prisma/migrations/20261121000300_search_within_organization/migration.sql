-- A search reads the names of its own organization, not everybody's: without this a small organization waits, in a shared
-- database, for the trigrams of a large one. (btree_gin comes with PostgreSQL and is trusted: no superuser is needed.)
CREATE EXTENSION IF NOT EXISTS btree_gin;
DROP INDEX "api_key_name_trgm";
CREATE INDEX "api_key_name_trgm" ON "api_key" USING gin ("organization_id", lower("name") gin_trgm_ops);
ALTER INDEX "api_key_name_trgm" ALTER COLUMN 2 SET STATISTICS 1000;
DROP INDEX "api_key_start";
CREATE INDEX "api_key_start" ON "api_key" ("organization_id", "start" text_pattern_ops);
