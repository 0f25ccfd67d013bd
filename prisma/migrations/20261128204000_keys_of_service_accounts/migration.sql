-- By hand: how many keys a service account has, without a look at each.
CREATE INDEX "api_key_service_account_standing" ON "api_key" ("owner_service_account_id") WHERE "revoked_at" IS NULL AND "owner_service_account_id" IS NOT NULL;
