ALTER TABLE "consumer_shards" ADD COLUMN "hand_outs" json;--> statement-breakpoint
ALTER TABLE "parked" ADD COLUMN "handed_out" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "consumer_shards" DROP COLUMN "attempt";