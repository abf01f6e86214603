CREATE TABLE "replays" (
	"id" uuid PRIMARY KEY NOT NULL,
	"delivery_id" uuid NOT NULL,
	"requested_by" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"outcome_before" text NOT NULL,
	"outcome_after" text NOT NULL,
	"added" integer NOT NULL,
	"corrected" integer NOT NULL,
	"vanished" integer NOT NULL,
	"event_ids" uuid[] NOT NULL
);
--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "corrects" uuid;--> statement-breakpoint
CREATE INDEX "replays_delivery_id" ON "replays" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "events_delivery_id" ON "events" USING btree ("delivery_id");