-- Each filter of the audit log has an index that ends in the place in the chain, so that the newest of what it matches are read
-- first and no more of them than a page holds.
CREATE INDEX "audit_event_organization_id_actor_id_seq_idx" ON "audit_event"("organization_id", "actor_id", "seq");
CREATE INDEX "audit_event_organization_id_actor_type_seq_idx" ON "audit_event"("organization_id", "actor_type", "seq");
CREATE INDEX "audit_event_organization_id_action_seq_idx" ON "audit_event"("organization_id", "action", "seq");
CREATE INDEX "audit_event_organization_id_target_type_seq_idx" ON "audit_event"("organization_id", "target_type", "seq");
CREATE INDEX "audit_event_organization_id_project_id_seq_idx" ON "audit_event"("organization_id", "project_id", "seq");
CREATE INDEX "audit_event_organization_id_at_seq_idx" ON "audit_event"("organization_id", "at", "seq");

-- By hand: addresses in the order of addresses, so that those of a network lie together. What is kept is text, and text that is no
-- address must never keep an event from being written: hence the function. (The engine parts statements at each semicolon, hence x3b.)
CREATE FUNCTION audit_event_address("ip" text) RETURNS inet LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS
  E'BEGIN RETURN ip::inet\x3b EXCEPTION WHEN others THEN RETURN NULL\x3b END';
CREATE INDEX "audit_event_address" ON "audit_event"("organization_id", audit_event_address("ip"), "seq") WHERE "ip" IS NOT NULL;

-- CreateTable
CREATE TABLE "checkpoint_key" (
    "kid" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkpoint_key_pkey" PRIMARY KEY ("kid")
);

-- By hand: what was signed once must be verifiable for as long as anybody keeps it.
CREATE FUNCTION checkpoint_key_refuse() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN RAISE EXCEPTION ''checkpoint keys are never changed or deleted'' USING ERRCODE = ''insufficient_privilege''\x3b END';
CREATE TRIGGER "checkpoint_key_append_only" BEFORE UPDATE OR DELETE ON "checkpoint_key" FOR EACH ROW EXECUTE FUNCTION checkpoint_key_refuse();
CREATE TRIGGER "checkpoint_key_no_truncate" BEFORE TRUNCATE ON "checkpoint_key" FOR EACH STATEMENT EXECUTE FUNCTION checkpoint_key_refuse();
