import { Prisma } from '#lib/db/generated/client.ts'

/**
 * When the newest secret of `api_key k` is due for rotation, by the policies of its organization and project as they are in force now;
 * null where neither asks for it, and for a key that is over.
 */
export const rotationDue = Prisma.sql`(
  SELECT s.created_at + make_interval(days => asked.days) FROM key_secret s, (
    SELECT min((CASE WHEN p.next_from <= clock_timestamp() THEN p.next ELSE p.rules END ->> 'rotateWithin')::int) AS days
    FROM policy p WHERE p.id IN (k.organization_id, k.project_id)) asked
  WHERE s.key_id = k.id AND s.generation = k.generation AND k.revoked_at IS NULL AND asked.days IS NOT NULL)`
