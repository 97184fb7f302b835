CREATE TABLE "organiser" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"x_user_id" text COLLATE "C" NOT NULL,
	"username" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"added_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"last_sign_in_at" timestamp (3) with time zone,
	CONSTRAINT "organiser_x_user_id_unique" UNIQUE("x_user_id")
);
