CREATE TABLE "replay_jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"hotels" text[],
	"until" bigint NOT NULL,
	"cursor" bigint NOT NULL,
	"total" integer NOT NULL,
	"looked" integer NOT NULL,
	"written" integer NOT NULL,
	"unread" integer NOT NULL,
	"state" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"owner" uuid,
	"leased_until" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "replay_jobs_running" ON "replay_jobs" USING btree ("created_at") WHERE state = 'running';