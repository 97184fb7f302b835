CREATE TABLE "api_key" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"prefix" text COLLATE "C" NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "api_key_prefix_unique" UNIQUE("prefix")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text COLLATE "C" NOT NULL,
	"reason" text,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"id" text COLLATE "C" NOT NULL,
	"type" text NOT NULL,
	"subject" text COLLATE "C" NOT NULL,
	"data" jsonb NOT NULL,
	"directory_version" bigint,
	"at" timestamp (3) with time zone NOT NULL,
	"dispatched_at" timestamp (3) with time zone,
	CONSTRAINT "outbox_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "chat" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"series_id" text COLLATE "C" NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"topic" text NOT NULL,
	"host_keys" text[] NOT NULL,
	"hosts" text[] NOT NULL,
	"questions" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "series" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"hashtag_key" text COLLATE "C" NOT NULL,
	"hashtag" text NOT NULL,
	"name" text NOT NULL,
	"timezone" text NOT NULL,
	"host_keys" text[] NOT NULL,
	"hosts" text[] NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "series_hashtag_key_unique" UNIQUE("hashtag_key")
);
--> statement-breakpoint
CREATE TABLE "account" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"ally_id" text COLLATE "C" NOT NULL,
	"handle_key" text COLLATE "C" NOT NULL,
	"handle" text NOT NULL,
	"x_user_id" text COLLATE "C",
	"state" text NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "account_handle_key_unique" UNIQUE("handle_key"),
	CONSTRAINT "account_x_user_id_unique" UNIQUE("x_user_id")
);
--> statement-breakpoint
CREATE TABLE "account_handle" (
	"account_id" text COLLATE "C" NOT NULL,
	"handle_key" text COLLATE "C" NOT NULL,
	"from" timestamp (3) with time zone NOT NULL,
	"to" timestamp (3) with time zone,
	CONSTRAINT "account_handle_once" UNIQUE("account_id","handle_key","from")
);
--> statement-breakpoint
CREATE TABLE "ally" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text COLLATE "C" NOT NULL,
	"search_key" text COLLATE "C" NOT NULL,
	"hashtag_key" text COLLATE "C",
	"url" text,
	"status" text NOT NULL,
	"status_reason" text,
	"gate" text NOT NULL,
	"gate_reasons" jsonb NOT NULL,
	"gate_by" text NOT NULL,
	"section" text,
	"section_reasons" jsonb NOT NULL,
	"section_by" text NOT NULL,
	"tags" text[] NOT NULL,
	"body_kind" text,
	"merged_into" text COLLATE "C",
	"support" integer DEFAULT 0 NOT NULL,
	"chat_ids" text[] DEFAULT '{}' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"change_seq" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone,
	CONSTRAINT "ally_hashtag_key_unique" UNIQUE("hashtag_key")
);
--> statement-breakpoint
CREATE TABLE "directory_version" (
	"id" integer PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "x_profile" (
	"x_user_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"username" text NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"url" text,
	"protected" boolean NOT NULL,
	"followers_count" integer,
	"fetched_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"key" text COLLATE "C" PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"fence" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "list" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"private" boolean NOT NULL,
	"rule" jsonb NOT NULL,
	"x_list_id" text COLLATE "C",
	"x_owner_id" text COLLATE "C",
	"verified_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "list_x_list_id_unique" UNIQUE("x_list_id")
);
--> statement-breakpoint
CREATE TABLE "list_applied" (
	"list_id" text COLLATE "C" NOT NULL,
	"x_user_id" text COLLATE "C" NOT NULL,
	"ally_id" text COLLATE "C" NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	"vanished_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone,
	CONSTRAINT "list_applied_list_id_x_user_id_pk" PRIMARY KEY("list_id","x_user_id")
);
--> statement-breakpoint
CREATE TABLE "list_exception" (
	"list_id" text COLLATE "C" NOT NULL,
	"ally_id" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "list_exception_list_id_ally_id_pk" PRIMARY KEY("list_id","ally_id")
);
--> statement-breakpoint
CREATE TABLE "plan" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"list_id" text COLLATE "C" NOT NULL,
	"checksum" text COLLATE "C" NOT NULL,
	"body" jsonb NOT NULL,
	"status" text NOT NULL,
	"note" text,
	"override_reason" text,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"verified_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "plan_op" (
	"plan_id" text COLLATE "C" NOT NULL,
	"seq" integer NOT NULL,
	"verb" text NOT NULL,
	"x_user_id" text COLLATE "C" NOT NULL,
	"ally_id" text COLLATE "C" NOT NULL,
	"handle" text NOT NULL,
	"state" text NOT NULL,
	"outcome" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"intent_at" timestamp (3) with time zone,
	"outcome_at" timestamp (3) with time zone,
	CONSTRAINT "plan_op_plan_id_seq_pk" PRIMARY KEY("plan_id","seq")
);
--> statement-breakpoint
CREATE TABLE "x_call" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"owner" text NOT NULL,
	"operation" text NOT NULL,
	"units" integer NOT NULL,
	"cost_milli_usd" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "archive_import" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"sha256" text COLLATE "C" NOT NULL,
	"format" text NOT NULL,
	"file_name" text NOT NULL,
	"series_id" text COLLATE "C",
	"chat_id" text COLLATE "C",
	"counts" jsonb NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "archive_import_once" UNIQUE NULLS NOT DISTINCT("sha256","series_id","chat_id")
);
--> statement-breakpoint
CREATE TABLE "nomination" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"ally_id" text COLLATE "C" NOT NULL,
	"target_kind" text NOT NULL,
	"target_key" text COLLATE "C" NOT NULL,
	"raw" text NOT NULL,
	"text" text,
	"span_start" integer,
	"span_end" integer,
	"why" text,
	"source" text NOT NULL,
	"import_id" text COLLATE "C",
	"source_line" integer,
	"post_id" text COLLATE "C",
	"series_id" text COLLATE "C",
	"chat_id" text COLLATE "C",
	"question" integer,
	"nominator_hash" text COLLATE "C" NOT NULL,
	"nominator_handle" text,
	"status_hash" text COLLATE "C",
	"nominated_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "nomination_status_hash_unique" UNIQUE("status_hash"),
	CONSTRAINT "nomination_one_voice" UNIQUE NULLS NOT DISTINCT("nominator_hash","target_kind","target_key","chat_id")
);
--> statement-breakpoint
CREATE TABLE "reach_estimate" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"scope" text NOT NULL,
	"scope_id" text COLLATE "C" NOT NULL,
	"result" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "chat" ADD CONSTRAINT "chat_series_id_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."series"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_ally_id_ally_id_fk" FOREIGN KEY ("ally_id") REFERENCES "public"."ally"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_handle" ADD CONSTRAINT "account_handle_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_applied" ADD CONSTRAINT "list_applied_list_id_list_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."list"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_exception" ADD CONSTRAINT "list_exception_list_id_list_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."list"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_exception" ADD CONSTRAINT "list_exception_ally_id_ally_id_fk" FOREIGN KEY ("ally_id") REFERENCES "public"."ally"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan" ADD CONSTRAINT "plan_list_id_list_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."list"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_op" ADD CONSTRAINT "plan_op_plan_id_plan_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plan"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "archive_import" ADD CONSTRAINT "archive_import_series_id_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."series"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "archive_import" ADD CONSTRAINT "archive_import_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nomination" ADD CONSTRAINT "nomination_ally_id_ally_id_fk" FOREIGN KEY ("ally_id") REFERENCES "public"."ally"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nomination" ADD CONSTRAINT "nomination_import_id_archive_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."archive_import"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nomination" ADD CONSTRAINT "nomination_series_id_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."series"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nomination" ADD CONSTRAINT "nomination_chat_id_chat_id_fk" FOREIGN KEY ("chat_id") REFERENCES "public"."chat"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject","seq");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("dispatched_at","seq");--> statement-breakpoint
CREATE INDEX "chat_series_starts" ON "chat" USING btree ("series_id","starts_at");--> statement-breakpoint
CREATE INDEX "chat_starts" ON "chat" USING btree ("starts_at","id");--> statement-breakpoint
CREATE INDEX "account_ally" ON "account" USING btree ("ally_id");--> statement-breakpoint
CREATE INDEX "account_state" ON "account" USING btree ("state","checked_at");--> statement-breakpoint
CREATE INDEX "account_handle_key" ON "account_handle" USING btree ("handle_key");--> statement-breakpoint
CREATE INDEX "ally_public_name" ON "ally" USING btree ("status","gate","name_key","id");--> statement-breakpoint
CREATE INDEX "ally_queue" ON "ally" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "ally_public_support" ON "ally" USING btree ("status","gate","support","id");--> statement-breakpoint
CREATE INDEX "ally_change" ON "ally" USING btree ("change_seq");--> statement-breakpoint
CREATE INDEX "ally_search" ON "ally" USING gin ("search_key" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "plan_list" ON "plan" USING btree ("list_id","created_at");--> statement-breakpoint
CREATE INDEX "x_call_at" ON "x_call" USING btree ("at");--> statement-breakpoint
CREATE INDEX "x_call_owner" ON "x_call" USING btree ("owner","operation","at");--> statement-breakpoint
CREATE INDEX "nomination_ally" ON "nomination" USING btree ("ally_id","created_at");--> statement-breakpoint
CREATE INDEX "nomination_chat" ON "nomination" USING btree ("chat_id");--> statement-breakpoint
CREATE INDEX "reach_estimate_scope" ON "reach_estimate" USING btree ("scope","scope_id","created_at");