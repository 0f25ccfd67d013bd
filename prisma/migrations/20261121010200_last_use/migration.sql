-- When a key was last used changes every second, what it is hardly ever: apart, the one costs a few bytes of log and not
-- each index of the other (docs/decisions/0014-last-use.md).
CREATE TABLE "key_last_use" (
    "key_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3),
    "ip" TEXT,
    "agent" TEXT,
    "secret_id" UUID,
    -- What lists sort by. An index on it leaves an update within the same minute a HOT one, which touches no index.
    "minute" TIMESTAMPTZ(3) NOT NULL GENERATED ALWAYS AS (coalesce(date_trunc('minute', "at" AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', '-infinity'::timestamptz)) STORED,

    CONSTRAINT "key_last_use_pkey" PRIMARY KEY ("key_id")
);
-- Room on each page for the next version of a row, and room made again before much of the table is dead.
ALTER TABLE "key_last_use" SET (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 10000);
ALTER TABLE "key_usage" SET (fillfactor = 75);
ALTER TABLE "key_permission_use" SET (fillfactor = 75);

INSERT INTO "key_last_use" ("key_id", "organization_id", "at", "ip", "agent")
SELECT "id", "organization_id", "last_used_at", "last_used_ip", "last_used_agent" FROM "api_key" ORDER BY "id";

ALTER TABLE "key_last_use" ADD CONSTRAINT "key_last_use_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "key_last_use_organization_minute" ON "key_last_use" ("organization_id", "minute", "key_id");

-- A row for every key from its creation, however it is made, so that a list need not ask whether there is one.
-- (The WebAssembly engine parts statements at each semicolon, quoted or not, hence x3b.)
CREATE FUNCTION key_last_use_begin() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN INSERT INTO key_last_use (key_id, organization_id) SELECT id, organization_id FROM made\x3b RETURN NULL\x3b END';
CREATE TRIGGER "api_key_last_use" AFTER INSERT ON "api_key" REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION key_last_use_begin();

DROP INDEX "api_key_organization_last_used";
DROP INDEX "api_key_standing";
ALTER TABLE "api_key" DROP COLUMN "last_used_at", DROP COLUMN "last_used_ip", DROP COLUMN "last_used_agent";
CREATE INDEX "api_key_standing" ON "api_key" ("organization_id", "created_at", "id") INCLUDE ("enabled", "expires_at", "rotating_until") WHERE "revoked_at" IS NULL;
