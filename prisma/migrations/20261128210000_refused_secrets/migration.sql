-- Which secret was presented, where a verification was refused for the end of that secret.
ALTER TABLE "key_refusal" ADD COLUMN "secret_generation" INTEGER;
