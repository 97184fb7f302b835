CREATE TABLE "audience" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"account_id" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"k" integer NOT NULL,
	"key_id" bigint NOT NULL,
	"sketch" "bytea",
	"sample" jsonb,
	"ids_read" bigint NOT NULL,
	"distinct_ids" bigint NOT NULL,
	"bad_lines" integer NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"followers_then" integer,
	"source" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "follower_count" (
	"account_id" text COLLATE "C" NOT NULL,
	"day" date NOT NULL,
	"source" text NOT NULL,
	"followers" integer NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "follower_count_account_id_day_source_pk" PRIMARY KEY("account_id","day","source")
);
--> statement-breakpoint
CREATE TABLE "pair_overlap" (
	"account_a" text COLLATE "C" NOT NULL,
	"account_b" text COLLATE "C" NOT NULL,
	"overlap" integer NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"source" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "pair_overlap_account_a_account_b_pk" PRIMARY KEY("account_a","account_b")
);
--> statement-breakpoint
ALTER TABLE "audience" ADD CONSTRAINT "audience_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follower_count" ADD CONSTRAINT "follower_count_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pair_overlap" ADD CONSTRAINT "pair_overlap_account_a_account_id_fk" FOREIGN KEY ("account_a") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pair_overlap" ADD CONSTRAINT "pair_overlap_account_b_account_id_fk" FOREIGN KEY ("account_b") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audience_account" ON "audience" USING btree ("account_id","as_of");--> statement-breakpoint
CREATE INDEX "pair_overlap_b" ON "pair_overlap" USING btree ("account_b");--> statement-breakpoint
INSERT INTO "follower_count" ("account_id", "day", "source", "followers", "read_at")
SELECT a."id", (p."fetched_at" AT TIME ZONE 'UTC')::date, 'x', p."followers_count", p."fetched_at"
FROM "x_profile" p JOIN "account" a ON a."x_user_id" = p."x_user_id" WHERE p."followers_count" IS NOT NULL;
