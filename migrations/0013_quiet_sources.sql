ALTER TABLE "bursts" ADD COLUMN "ended_bursts" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bursts" ADD COLUMN "ended_seconds" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "quiet_seconds" double precision DEFAULT 0 NOT NULL;