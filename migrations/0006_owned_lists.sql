CREATE TABLE "list_check" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"list_id" text COLLATE "C" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"outcome" text NOT NULL,
	"member_count" integer,
	"expected_count" integer NOT NULL,
	"drift" jsonb,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "list_decision" (
	"list_id" text COLLATE "C" NOT NULL,
	"x_user_id" text COLLATE "C" NOT NULL,
	"handle" text NOT NULL,
	"decision" text NOT NULL,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "list_decision_list_id_x_user_id_pk" PRIMARY KEY("list_id","x_user_id")
);
--> statement-breakpoint
CREATE TABLE "oauth_attempt" (
	"state_hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"verifier" text NOT NULL,
	"purpose" text NOT NULL,
	"begun_by" text NOT NULL,
	"return_to" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "x_owner" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"x_user_id" text COLLATE "C" NOT NULL,
	"username" text NOT NULL,
	"state" text NOT NULL,
	"scopes" text[] NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"key_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"generation" integer DEFAULT 1 NOT NULL,
	"refreshing_since" timestamp (3) with time zone,
	"note" text,
	"consent_version" text NOT NULL,
	"consent_at" timestamp (3) with time zone NOT NULL,
	"consent_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "x_owner_x_user_id_unique" UNIQUE("x_user_id")
);
--> statement-breakpoint
CREATE TABLE "x_rate" (
	"subject" text COLLATE "C" NOT NULL,
	"operation" text COLLATE "C" NOT NULL,
	"most" integer NOT NULL,
	"remaining" integer NOT NULL,
	"reset_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "x_rate_subject_operation_pk" PRIMARY KEY("subject","operation")
);
--> statement-breakpoint
ALTER TABLE "list" ADD COLUMN "x_fields" jsonb;--> statement-breakpoint
ALTER TABLE "list" ADD COLUMN "foreign_members" text DEFAULT 'ask' NOT NULL;--> statement-breakpoint
ALTER TABLE "list_applied" ADD COLUMN "adopted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "plan" ADD COLUMN "rollback_of" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "plan" ADD COLUMN "cancel_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "plan" ADD COLUMN "cancel_reason" text;--> statement-breakpoint
ALTER TABLE "list_check" ADD CONSTRAINT "list_check_list_id_list_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."list"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_decision" ADD CONSTRAINT "list_decision_list_id_list_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."list"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "list_check_list" ON "list_check" USING btree ("list_id","seq");