CREATE TABLE "leave_request" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"secret_hash" text COLLATE "C" NOT NULL,
	"target_kind" text NOT NULL,
	"target_key" text COLLATE "C",
	"code" text COLLATE "C" NOT NULL,
	"why" text,
	"state" text NOT NULL,
	"proof" text,
	"checks" integer DEFAULT 0 NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"answer" text,
	"answered_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "leave_request_secret_hash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "suppression" (
	"key_hash" text COLLATE "C" PRIMARY KEY NOT NULL,
	"by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "leave_request_state" ON "leave_request" USING btree ("state","created_at","id");--> statement-breakpoint
CREATE INDEX "leave_request_created" ON "leave_request" USING btree ("created_at");