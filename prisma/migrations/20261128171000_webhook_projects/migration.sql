-- AlterTable
ALTER TABLE "webhook_endpoint" ADD COLUMN     "project_id" UUID;

-- CreateIndex
CREATE INDEX "webhook_endpoint_project_id_idx" ON "webhook_endpoint"("project_id");

-- AddForeignKey
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: what is due of one endpoint, so that the backlog of another is never read past.
CREATE INDEX "webhook_delivery_endpoint_due" ON "webhook_delivery" ("endpoint_id", "next_at") WHERE "next_at" IS NOT NULL;
