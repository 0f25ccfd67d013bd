-- Whether somebody has shown that an account's address is theirs, and whether an invitation's present link came by mail.
ALTER TABLE "user" ADD COLUMN "email_proven_at" TIMESTAMPTZ(3);
ALTER TABLE "invitation" ADD COLUMN "mailed_at" TIMESTAMPTZ(3);

-- Of accounts that are there, those count as proven that did not come by a link for whoever has it.
UPDATE "user" SET "email_proven_at" = "created_at"
WHERE NOT EXISTS (
  SELECT 1 FROM "invitation" WHERE "invitation"."accepted_by_id" = "user"."id" AND "invitation"."email" IS NULL
);
