-- JSON is read back whole and never searched, and as jsonb it is taken apart and put together for each row. A table that
-- holds rows is not rewritten: that would stop the gateways that are at work, and both types take and give the same.
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM "deliveries") AND NOT EXISTS (SELECT FROM "events") AND NOT EXISTS (SELECT FROM "entities") THEN
		ALTER TABLE "deliveries" ALTER COLUMN "problems" SET DATA TYPE json;
		ALTER TABLE "entities" ALTER COLUMN "state" SET DATA TYPE json, ALTER COLUMN "clock" SET DATA TYPE json;
		ALTER TABLE "events" ALTER COLUMN "data" SET DATA TYPE json;
	END IF;
END $$;
