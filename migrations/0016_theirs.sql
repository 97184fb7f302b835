CREATE TABLE "list_theirs" (
	"list_id" text COLLATE "C" NOT NULL,
	"x_user_id" text COLLATE "C" NOT NULL,
	"ally_id" text COLLATE "C" NOT NULL,
	"missing_at" timestamp (3) with time zone,
	CONSTRAINT "list_theirs_list_id_x_user_id_pk" PRIMARY KEY("list_id","x_user_id")
);
--> statement-breakpoint
ALTER TABLE "list_theirs" ADD CONSTRAINT "list_theirs_list_id_list_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."list"("id") ON DELETE no action ON UPDATE no action;