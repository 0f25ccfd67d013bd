-- AlterTable
ALTER TABLE "organization" ADD COLUMN     "stale_seconds" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "organization" ADD CONSTRAINT "organization_stale_seconds" CHECK ("stale_seconds" BETWEEN 0 AND 300);

-- CreateTable
CREATE TABLE "gate_node" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "gate_node_pkey" PRIMARY KEY ("id")
);
