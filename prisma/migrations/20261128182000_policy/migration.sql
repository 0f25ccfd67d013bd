-- CreateEnum
CREATE TYPE "approval_state" AS ENUM ('pending', 'approved', 'declined', 'withdrawn');

-- CreateTable
CREATE TABLE "policy" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "project_id" UUID,
    "rules" JSONB NOT NULL DEFAULT '{}',
    "since" JSONB NOT NULL DEFAULT '{}',
    "next" JSONB,
    "next_from" TIMESTAMPTZ(3),
    "draft" JSONB,
    "told_days" SMALLINT,
    "swept_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_request" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "requester_id" UUID NOT NULL,
    "wanted" JSONB NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "state" "approval_state" NOT NULL DEFAULT 'pending',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" UUID,
    "decided_by_name" TEXT,
    "answer" TEXT,

    CONSTRAINT "approval_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "policy_project_id_key" ON "policy"("project_id");

-- CreateIndex
CREATE INDEX "policy_organization_id_idx" ON "policy"("organization_id");

-- CreateIndex
CREATE INDEX "approval_request_organization_id_created_at_id_idx" ON "approval_request"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "approval_request_requester_id_created_at_id_idx" ON "approval_request"("requester_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "approval_request_project_id_idx" ON "approval_request"("project_id");

-- AddForeignKey
ALTER TABLE "policy" ADD CONSTRAINT "policy_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy" ADD CONSTRAINT "policy_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_request" ADD CONSTRAINT "approval_request_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_request" ADD CONSTRAINT "approval_request_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_request" ADD CONSTRAINT "approval_request_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_request" ADD CONSTRAINT "approval_request_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: one policy for an organization and one for each project, what is to come has its instant, a key has one open request.
ALTER TABLE "policy" ADD CONSTRAINT "policy_scope" CHECK ("id" = coalesce("project_id", "organization_id"));
ALTER TABLE "policy" ADD CONSTRAINT "policy_next" CHECK (("next" IS NULL) = ("next_from" IS NULL));
CREATE INDEX "policy_next_from" ON "policy" ("next_from") WHERE "next_from" IS NOT NULL;
ALTER TABLE "approval_request" ADD CONSTRAINT "approval_request_decided" CHECK (("state" = 'pending') = ("decided_at" IS NULL));
CREATE UNIQUE INDEX "approval_request_pending" ON "approval_request" ("key_id") WHERE "state" = 'pending';
CREATE INDEX "approval_request_key" ON "approval_request" ("key_id");

-- The catalogues of organizations that are there already.
INSERT INTO "permission" ("organization_id", "name", "description", "built_in")
SELECT organization.id, added.name, added.description, true
FROM "organization" organization CROSS JOIN (VALUES
  ('policy:read', 'See what the policy asks of keys'),
  ('policy:update', 'Change the policy, try it and put it in force'),
  ('approval:decide', 'Approve or decline what somebody asks for a key')
) AS added (name, description)
ON CONFLICT ("organization_id", "name") DO UPDATE SET "built_in" = true, "description" = excluded."description";
