-- CreateEnum
CREATE TYPE "retired_secret_policy" AS ENUM ('tell', 'revoke');

-- AlterTable
ALTER TABLE "organization" ADD COLUMN     "retired_secret_use" "retired_secret_policy" NOT NULL DEFAULT 'tell';

-- AlterTable
ALTER TABLE "key_secret" ADD COLUMN     "grace_began_at" TIMESTAMPTZ(3),
ADD COLUMN     "grace_seconds" INTEGER;

-- CreateTable
CREATE TABLE "retired_secret_use" (
    "secret_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "count" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "ip" TEXT,
    "user_agent" TEXT,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "retired_secret_use_pkey" PRIMARY KEY ("secret_id")
);

-- CreateIndex
CREATE INDEX "retired_secret_use_key_id_idx" ON "retired_secret_use"("key_id");

-- AddForeignKey
ALTER TABLE "retired_secret_use" ADD CONSTRAINT "retired_secret_use_secret_id_fkey" FOREIGN KEY ("secret_id") REFERENCES "key_secret"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retired_secret_use" ADD CONSTRAINT "retired_secret_use_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: a secret that waits for the first use of the newer one has an end all the same.
ALTER TABLE "key_secret" ADD CONSTRAINT "key_secret_grace" CHECK ("grace_seconds" IS NULL OR ("grace_seconds" >= 0 AND "not_after" IS NOT NULL));
CREATE INDEX "retired_secret_use_due" ON "retired_secret_use" ("first_at") WHERE "settled_at" IS NULL;
CREATE INDEX "project_archived" ON "project" ("id") WHERE "archived_at" IS NOT NULL;
