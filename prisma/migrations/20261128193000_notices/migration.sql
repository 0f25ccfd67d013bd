-- AlterTable
ALTER TABLE "notice_recipient" ADD COLUMN     "mail_at" TIMESTAMPTZ(3),
ADD COLUMN     "organization_id" UUID;
UPDATE "notice_recipient" SET "organization_id" = notice."organization_id" FROM "notice" WHERE notice.id = "notice_recipient"."notice_id";
ALTER TABLE "notice_recipient" ALTER COLUMN "organization_id" SET NOT NULL;

-- CreateTable
CREATE TABLE "notice_preference" (
    "user_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "mail" BOOLEAN NOT NULL,

    CONSTRAINT "notice_preference_pkey" PRIMARY KEY ("user_id","organization_id","type")
);

-- CreateTable
CREATE TABLE "notice_clock" (
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" UUID NOT NULL,

    CONSTRAINT "notice_clock_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "key_address" (
    "key_id" UUID NOT NULL,
    "network" INET NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "key_address_pkey" PRIMARY KEY ("key_id","network")
);

-- CreateTable
CREATE TABLE "key_alert" (
    "key_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "ip" TEXT,
    "user_agent" TEXT,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "key_alert_pkey" PRIMARY KEY ("key_id","kind","day")
);

-- CreateIndex
CREATE INDEX "notice_preference_organization_id_idx" ON "notice_preference"("organization_id");

-- CreateIndex
CREATE INDEX "key_address_last_seen_at_idx" ON "key_address"("last_seen_at");

-- CreateIndex
CREATE INDEX "key_alert_day_idx" ON "key_alert"("day");

-- CreateIndex
CREATE INDEX "notice_recipient_user_id_organization_id_notice_id_idx" ON "notice_recipient"("user_id", "organization_id", "notice_id");

-- AddForeignKey
ALTER TABLE "notice_preference" ADD CONSTRAINT "notice_preference_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_preference" ADD CONSTRAINT "notice_preference_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_address" ADD CONSTRAINT "key_address_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_alert" ADD CONSTRAINT "key_alert_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: the unread of a person in an organization, what is to be mailed, and what is to be told: each small while little waits.
DROP INDEX "notice_recipient_unread";
CREATE INDEX "notice_recipient_unread" ON "notice_recipient" ("user_id", "organization_id", "notice_id") WHERE "read_at" IS NULL;
CREATE INDEX "notice_recipient_to_mail" ON "notice_recipient" ("mail_at") WHERE "mail_at" IS NOT NULL;
CREATE INDEX "key_alert_untold" ON "key_alert" ("at") WHERE "told_at" IS NULL;
-- By hand: keys in the order in which they end, whoever's they are.
CREATE INDEX "api_key_expiry" ON "api_key" ("expires_at", "id") WHERE "expires_at" IS NOT NULL AND "revoked_at" IS NULL;
-- By hand: sessions and invitations in the order in which they end.
CREATE INDEX "session_expires" ON "session" ("expires_at");
CREATE INDEX "invitation_open_until" ON "invitation" ("expires_at") WHERE "token_digest" IS NOT NULL;

-- By hand: whoever tells of the audit log hears of each event with its commit. (The engine parts statements at each semicolon, hence x3b.)
CREATE FUNCTION organization_audited() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN PERFORM pg_notify(''latchwork_audited'', NEW.id::text)\x3b RETURN NULL\x3b END';
CREATE TRIGGER "organization_audited" AFTER UPDATE OF "audit_seq" ON "organization" FOR EACH ROW
  WHEN (OLD."audit_seq" IS DISTINCT FROM NEW."audit_seq") EXECUTE FUNCTION organization_audited();

-- What was near its end before this version, or past it, is not told of as news: the searches begin here and now.
INSERT INTO "notice_clock" ("name", "at", "key_id")
SELECT name, now() + make_interval(days => days), 'ffffffff-ffff-ffff-ffff-ffffffffffff'
FROM (VALUES ('expired', 0), ('expiring-1', 1), ('expiring-7', 7), ('expiring-14', 14), ('expiring-30', 30)) AS clock (name, days);

-- Where each key was last used is known of it from the start.
INSERT INTO "key_address" ("key_id", "network", "first_seen_at", "last_seen_at")
SELECT used.key_id, CASE family(used.address) WHEN 6 THEN network(set_masklen(used.address, 64)) ELSE used.address END, used.at, used.at
FROM (SELECT key_id, audit_event_address(ip) AS address, at FROM "key_last_use" WHERE ip IS NOT NULL AND at IS NOT NULL) AS used
WHERE used.address IS NOT NULL;
