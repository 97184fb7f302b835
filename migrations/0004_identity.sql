CREATE TABLE "alias" (
	"ally_id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"name_key" text COLLATE "C" NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "alias_ally_id_name_key_pk" PRIMARY KEY("ally_id","name_key")
);
--> statement-breakpoint
CREATE TABLE "learned_model" (
	"version" text COLLATE "C" PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"words" integer NOT NULL,
	"data" jsonb NOT NULL,
	"gold" jsonb NOT NULL,
	"active" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "match_decision" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"a_id" text COLLATE "C" NOT NULL,
	"b_id" text COLLATE "C" NOT NULL,
	"verdict" text NOT NULL,
	"child_id" text COLLATE "C",
	"relation_kind" text,
	"z" real,
	"evidence" jsonb NOT NULL,
	"rule_version" text,
	"by" text NOT NULL,
	"actor" text NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"undone_at" timestamp (3) with time zone,
	"undone_by" text,
	"undone_reason" text
);
--> statement-breakpoint
CREATE TABLE "match_key" (
	"key" text COLLATE "C" NOT NULL,
	"ally_id" text COLLATE "C" NOT NULL,
	CONSTRAINT "match_key_key_ally_id_pk" PRIMARY KEY("key","ally_id")
);
--> statement-breakpoint
CREATE TABLE "match_proposal" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"a_id" text COLLATE "C" NOT NULL,
	"b_id" text COLLATE "C" NOT NULL,
	"z" real NOT NULL,
	"band" text NOT NULL,
	"proposal" text NOT NULL,
	"from_id" text COLLATE "C",
	"evidence" jsonb NOT NULL,
	"vetoes" jsonb NOT NULL,
	"rule_version" text NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "organiser_word" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"ally_id" text COLLATE "C" NOT NULL,
	"field" text NOT NULL,
	"value" jsonb,
	"suggested" jsonb,
	"reason" text,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relation" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"from_id" text COLLATE "C" NOT NULL,
	"to_id" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"by" text NOT NULL,
	"actor" text NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	"ended_reason" text
);
--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "same_as" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "own_gate" jsonb;--> statement-breakpoint
UPDATE "ally" SET "own_gate" = jsonb_build_object('gate', "gate", 'reasons', "gate_reasons", 'by', "gate_by", 'at', CASE WHEN "gate_by" = 'organiser' THEN to_char("updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END);--> statement-breakpoint
ALTER TABLE "ally" ALTER COLUMN "own_gate" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "tags_by" text DEFAULT 'rules' NOT NULL;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "body_kind_by" text DEFAULT 'rules' NOT NULL;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "category_model" text;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "hashtag_use" text;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "hashtag_use_reasons" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "hashtag_use_by" text DEFAULT 'rules' NOT NULL;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "canonical_id" text COLLATE "C";--> statement-breakpoint
UPDATE "ally" SET "canonical_id" = coalesce("merged_into", "id");--> statement-breakpoint
ALTER TABLE "ally" ALTER COLUMN "canonical_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "matched_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "assured_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "assured_by" text;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "url_state" text;--> statement-breakpoint
ALTER TABLE "ally" ADD COLUMN "url_checked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "x_profile" ADD COLUMN "last_post_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "nomination" ADD COLUMN "supports" boolean GENERATED ALWAYS AS ((not self and (hold is null or coalesce(hold_decision = 'released', false)))) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "alias" ADD CONSTRAINT "alias_ally_id_ally_id_fk" FOREIGN KEY ("ally_id") REFERENCES "public"."ally"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_decision" ADD CONSTRAINT "match_decision_a_id_ally_id_fk" FOREIGN KEY ("a_id") REFERENCES "public"."ally"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_decision" ADD CONSTRAINT "match_decision_b_id_ally_id_fk" FOREIGN KEY ("b_id") REFERENCES "public"."ally"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_key" ADD CONSTRAINT "match_key_ally_id_ally_id_fk" FOREIGN KEY ("ally_id") REFERENCES "public"."ally"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_proposal" ADD CONSTRAINT "match_proposal_a_id_ally_id_fk" FOREIGN KEY ("a_id") REFERENCES "public"."ally"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_proposal" ADD CONSTRAINT "match_proposal_b_id_ally_id_fk" FOREIGN KEY ("b_id") REFERENCES "public"."ally"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organiser_word" ADD CONSTRAINT "organiser_word_ally_id_ally_id_fk" FOREIGN KEY ("ally_id") REFERENCES "public"."ally"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relation" ADD CONSTRAINT "relation_from_id_ally_id_fk" FOREIGN KEY ("from_id") REFERENCES "public"."ally"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relation" ADD CONSTRAINT "relation_to_id_ally_id_fk" FOREIGN KEY ("to_id") REFERENCES "public"."ally"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alias_name" ON "alias" USING btree ("name_key");--> statement-breakpoint
CREATE INDEX "learned_model_kind" ON "learned_model" USING btree ("kind","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "match_decision_pair" ON "match_decision" USING btree ("a_id","b_id") WHERE "match_decision"."undone_at" is null;--> statement-breakpoint
CREATE INDEX "match_decision_b" ON "match_decision" USING btree ("b_id");--> statement-breakpoint
CREATE INDEX "match_decision_child" ON "match_decision" USING btree ("child_id") WHERE "match_decision"."undone_at" is null;--> statement-breakpoint
CREATE INDEX "match_key_ally" ON "match_key" USING btree ("ally_id");--> statement-breakpoint
CREATE UNIQUE INDEX "match_proposal_pair" ON "match_proposal" USING btree ("a_id","b_id");--> statement-breakpoint
CREATE INDEX "match_proposal_queue" ON "match_proposal" USING btree ("z","id") WHERE "match_proposal"."state" = 'open';--> statement-breakpoint
CREATE INDEX "match_proposal_b" ON "match_proposal" USING btree ("b_id");--> statement-breakpoint
CREATE INDEX "organiser_word_ally" ON "organiser_word" USING btree ("ally_id","field","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "relation_once" ON "relation" USING btree ("from_id","to_id","kind") WHERE "relation"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "relation_to" ON "relation" USING btree ("to_id") WHERE "relation"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "ally_canonical" ON "ally" USING btree ("canonical_id");--> statement-breakpoint
CREATE INDEX "ally_unmatched" ON "ally" USING btree ("id") WHERE "ally"."matched_at" is null;