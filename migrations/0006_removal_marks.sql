CREATE TABLE "removal_marks" (
	"log" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
-- A database that removed rows before this migration: all before its oldest row count as removed.
INSERT INTO "removal_marks" SELECT 'events', min("position") - 1 FROM "events" HAVING min("position") > 1;--> statement-breakpoint
INSERT INTO "removal_marks" SELECT 'deliveries', min("position") - 1 FROM "deliveries" HAVING min("position") > 1;--> statement-breakpoint
-- In the database, so that a gateway of the version before, and rows that are deleted by hand, count as well.
CREATE FUNCTION "mark_removal"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
	INSERT INTO "removal_marks" AS mark ("log", "position")
		SELECT TG_TABLE_NAME, max("position") FROM removed HAVING max("position") IS NOT NULL
		ON CONFLICT ("log") DO UPDATE SET "position" = greatest(mark."position", excluded."position");
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "events_mark_removal" AFTER DELETE ON "events"
	REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION "mark_removal"();--> statement-breakpoint
CREATE TRIGGER "deliveries_mark_removal" AFTER DELETE ON "deliveries"
	REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION "mark_removal"();
