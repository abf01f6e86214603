CREATE TABLE "attempts" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "attempts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"consumer_id" integer NOT NULL,
	"event_id" uuid NOT NULL,
	"attempt" smallint NOT NULL,
	"status" smallint,
	"ms" integer NOT NULL,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "consumer_shards" (
	"consumer_id" integer NOT NULL,
	"shard" smallint NOT NULL,
	"position" bigint NOT NULL,
	"until" bigint,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"owner" uuid,
	"leased_until" timestamp with time zone,
	"handed" bigint,
	"attempt" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"open_until" timestamp with time zone,
	"problem" text,
	CONSTRAINT "consumer_shards_consumer_id_shard_pk" PRIMARY KEY("consumer_id","shard")
);
--> statement-breakpoint
CREATE TABLE "consumers" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consumers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"changed_at" timestamp with time zone NOT NULL,
	"version" bigint NOT NULL,
	"filter" json NOT NULL,
	"ordering" text NOT NULL,
	"shards" smallint NOT NULL,
	"config" json NOT NULL,
	"sealed" "bytea",
	CONSTRAINT "consumers_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"consumer_id" integer NOT NULL,
	"position" bigint NOT NULL,
	"event_id" uuid NOT NULL,
	"lane" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"attempts" smallint NOT NULL,
	"status" smallint,
	"problem" text,
	CONSTRAINT "dead_letters_consumer_id_position_pk" PRIMARY KEY("consumer_id","position")
);
--> statement-breakpoint
CREATE TABLE "parked" (
	"consumer_id" integer NOT NULL,
	"shard" smallint NOT NULL,
	"lane" bigint NOT NULL,
	"position" bigint NOT NULL,
	"event_id" uuid NOT NULL,
	"attempts" smallint NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone,
	"status" smallint,
	"problem" text,
	CONSTRAINT "parked_consumer_id_shard_lane_position_pk" PRIMARY KEY("consumer_id","shard","lane","position")
);
--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "lane" bigint;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_consumer_id_consumers_id_fk" FOREIGN KEY ("consumer_id") REFERENCES "public"."consumers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consumer_shards" ADD CONSTRAINT "consumer_shards_consumer_id_consumers_id_fk" FOREIGN KEY ("consumer_id") REFERENCES "public"."consumers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD CONSTRAINT "dead_letters_consumer_id_consumers_id_fk" FOREIGN KEY ("consumer_id") REFERENCES "public"."consumers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parked" ADD CONSTRAINT "parked_consumer_id_consumers_id_fk" FOREIGN KEY ("consumer_id") REFERENCES "public"."consumers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_newest" ON "attempts" USING btree ("consumer_id","id");--> statement-breakpoint
CREATE INDEX "parked_due" ON "parked" USING btree ("consumer_id","shard","next_at") WHERE next_at is not null;