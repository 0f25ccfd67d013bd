-- CreateTable
CREATE TABLE "key_excess" (
    "key_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "unused" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "key_excess_pkey" PRIMARY KEY ("key_id")
);

-- CreateIndex
CREATE INDEX "key_excess_organization_id_idx" ON "key_excess"("organization_id");

-- AddForeignKey
ALTER TABLE "key_excess" ADD CONSTRAINT "key_excess_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;
