-- CreateTable
CREATE TABLE "usage_mark" (
    "organization_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,

    CONSTRAINT "usage_mark_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "project_usage" (
    "project_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "outcome" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "project_usage_pkey" PRIMARY KEY ("project_id","hour","outcome")
);

-- CreateTable
CREATE TABLE "key_usage_day" (
    "key_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "outcome" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "key_usage_day_pkey" PRIMARY KEY ("key_id","day","outcome")
);

-- CreateIndex
CREATE INDEX "project_usage_organization_id_hour_idx" ON "project_usage"("organization_id", "hour");

-- CreateIndex
CREATE INDEX "key_usage_day_organization_id_day_idx" ON "key_usage_day"("organization_id", "day");

-- CreateIndex
CREATE INDEX "key_usage_day_project_id_day_idx" ON "key_usage_day"("project_id", "day");

-- AddForeignKey
ALTER TABLE "usage_mark" ADD CONSTRAINT "usage_mark_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project_usage" ADD CONSTRAINT "project_usage_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_usage_day" ADD CONSTRAINT "key_usage_day_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;
