CREATE TABLE "idempotency_key" (
	"caller" text COLLATE "C" NOT NULL,
	"key_hash" text COLLATE "C" NOT NULL,
	"route" text NOT NULL,
	"request_hash" text COLLATE "C" NOT NULL,
	"status" integer,
	"body" text,
	"locked_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_key_caller_key_hash_pk" PRIMARY KEY("caller","key_hash")
);
--> statement-breakpoint
CREATE TABLE "import_bad_line" (
	"import_id" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"line" integer NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "import_bad_line_import_id_seq_pk" PRIMARY KEY("import_id","seq")
);
--> statement-breakpoint
CREATE TABLE "import_candidate" (
	"import_id" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"line" integer NOT NULL,
	"post_id" text COLLATE "C",
	"said_at" timestamp (3) with time zone,
	"nominator" text,
	"nominator_hash" text COLLATE "C" NOT NULL,
	"question" integer,
	"target_kind" text,
	"target_key" text COLLATE "C",
	"display" text,
	"raw" text NOT NULL,
	"text" text,
	"span_start" integer,
	"span_end" integer,
	"form" text,
	"verdict" text NOT NULL,
	"reason" text NOT NULL,
	"conditions" jsonb,
	"chosen" boolean,
	"outcome" text,
	CONSTRAINT "import_candidate_import_id_seq_pk" PRIMARY KEY("import_id","seq")
);
--> statement-breakpoint
CREATE TABLE "import_target" (
	"import_id" text COLLATE "C" NOT NULL,
	"target_kind" text NOT NULL,
	"target_key" text COLLATE "C" NOT NULL,
	"seqs" bigint[] NOT NULL,
	"ally_id" text COLLATE "C",
	"drafted" boolean,
	"refused" boolean,
	CONSTRAINT "import_target_import_id_target_kind_target_key_pk" PRIMARY KEY("import_id","target_kind","target_key")
);
--> statement-breakpoint
CREATE TABLE "live_watch" (
	"chat_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"since_id" text COLLATE "C",
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"next_poll_at" timestamp (3) with time zone NOT NULL,
	"last_poll_at" timestamp (3) with time zone,
	"last_problem" text,
	"polls" integer DEFAULT 0 NOT NULL,
	"posts" integer DEFAULT 0 NOT NULL,
	"cap_milli_usd" integer NOT NULL,
	"spent_milli_usd" integer DEFAULT 0 NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "archive_import" DROP CONSTRAINT "archive_import_once";--> statement-breakpoint
DROP INDEX "nomination_chat";--> statement-breakpoint
ALTER TABLE "archive_import" ALTER COLUMN "sha256" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "archive_import" ALTER COLUMN "format" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "state" text DEFAULT 'done' NOT NULL;--> statement-breakpoint
ALTER TABLE "archive_import" ALTER COLUMN "state" DROP DEFAULT;--> statement-breakpoint
UPDATE "archive_import" SET "state" = 'failed' WHERE coalesce("counts" ->> 'complete', '0') <> '1';--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "map" jsonb;--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "context" jsonb;--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "notes" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "problem" text;--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "same_as" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "left_out" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "progress_done" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "progress_total" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "heartbeat_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "stored_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "archive_import" ADD COLUMN "undone_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "nomination" ADD COLUMN "source_hash" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "nomination" ADD COLUMN "self" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "nomination" ADD COLUMN "hold" text;--> statement-breakpoint
ALTER TABLE "nomination" ADD COLUMN "hold_decision" text;--> statement-breakpoint
ALTER TABLE "nomination" ADD COLUMN "said_again_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "nomination" ADD COLUMN "second_look_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "nomination" ADD COLUMN "second_look_why" text;--> statement-breakpoint
ALTER TABLE "live_watch" ADD CONSTRAINT "live_watch_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_key_age" ON "idempotency_key" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "import_candidate_already" ON "import_candidate" USING btree ("nominator_hash","target_key") WHERE "import_candidate"."outcome" = 'already';--> statement-breakpoint
CREATE UNIQUE INDEX "archive_import_once" ON "archive_import" USING btree ("sha256",coalesce("series_id", ''),coalesce("chat_id", '')) WHERE "archive_import"."state" in ('ready', 'storing', 'done', 'undoing');--> statement-breakpoint
CREATE INDEX "archive_import_state" ON "archive_import" USING btree ("state");--> statement-breakpoint
CREATE INDEX "nomination_import" ON "nomination" USING btree ("import_id") WHERE "nomination"."import_id" is not null;--> statement-breakpoint
CREATE INDEX "nomination_source" ON "nomination" USING btree ("source_hash","created_at") WHERE "nomination"."source_hash" is not null;--> statement-breakpoint
CREATE INDEX "nomination_held" ON "nomination" USING btree ("created_at") WHERE "nomination"."hold" is not null and "nomination"."hold_decision" is null;--> statement-breakpoint
CREATE INDEX "nomination_chat" ON "nomination" USING btree ("chat_id","created_at");--> statement-breakpoint
UPDATE "archive_import" SET "stored_at" = "created_at", "counts" = jsonb_build_object('counted', coalesce("counts" -> 'found', '0'), 'added', coalesce("counts" -> 'added', '0'));
