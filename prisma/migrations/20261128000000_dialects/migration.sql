-- CreateEnum
CREATE TYPE "envelope_kind" AS ENUM ('link', 'retrieval');

-- AlterTable
ALTER TABLE "service_account" ADD COLUMN     "number" INTEGER NOT NULL DEFAULT nextval('user_number_seq'::regclass);

-- CreateTable
CREATE TABLE "envelope" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "secret_id" UUID NOT NULL,
    "kind" "envelope_kind" NOT NULL,
    "token_digest" BYTEA,
    "sealed" BYTEA,
    "note" TEXT NOT NULL DEFAULT '',
    "made_by_type" "actor_type" NOT NULL,
    "made_by_id" UUID,
    "made_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "envelope_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "envelope_token_digest_key" ON "envelope"("token_digest");

-- CreateIndex
CREATE INDEX "envelope_key_id_created_at_idx" ON "envelope"("key_id", "created_at");

-- CreateIndex
CREATE INDEX "envelope_organization_id_idx" ON "envelope"("organization_id");

-- CreateIndex
CREATE INDEX "envelope_secret_id_idx" ON "envelope"("secret_id");

-- CreateIndex
CREATE UNIQUE INDEX "service_account_number_key" ON "service_account"("number");

-- AddForeignKey
ALTER TABLE "envelope" ADD CONSTRAINT "envelope_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "envelope" ADD CONSTRAINT "envelope_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "envelope" ADD CONSTRAINT "envelope_secret_id_fkey" FOREIGN KEY ("secret_id") REFERENCES "key_secret"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what is over, or open, or withdrawn, holds nothing any more.
ALTER TABLE "envelope" ADD CONSTRAINT "envelope_opened_is_empty" CHECK ("sealed" IS NULL OR ("opened_at" IS NULL AND "withdrawn_at" IS NULL));
ALTER TABLE "envelope" ADD CONSTRAINT "envelope_link_has_token" CHECK (("kind" = 'link') = ("token_digest" IS NOT NULL));
CREATE INDEX "envelope_sealed_until" ON "envelope" ("expires_at") WHERE "sealed" IS NOT NULL;

-- The catalogues of organizations that are there already.
INSERT INTO "permission" ("organization_id", "name", "description", "built_in")
SELECT organization.id, added.name, added.description, true
FROM "organization" organization CROSS JOIN (VALUES
  ('permission:update', 'Change the catalogue, roles and levels'),
  ('api_key:secret_read:own', 'Open what is sealed of one’s own keys, once'),
  ('api_key:secret_read:any', 'Open what is sealed of every key, once')
) AS added (name, description)
ON CONFLICT ("organization_id", "name") DO UPDATE SET "built_in" = true, "description" = excluded."description";
