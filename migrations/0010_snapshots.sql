CREATE TABLE "snapshot" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"note" text,
	"community" text NOT NULL,
	"licence" text NOT NULL,
	"directory_version" bigint NOT NULL,
	"entries" integer NOT NULL,
	"checksum" text COLLATE "C" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "snapshot_entry" (
	"snapshot_id" text COLLATE "C" NOT NULL,
	"n" integer NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	"salt" text COLLATE "C",
	"entry" text,
	"ally_ids" text[] NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "snapshot_entry_snapshot_id_n_pk" PRIMARY KEY("snapshot_id","n")
);
--> statement-breakpoint
ALTER TABLE "snapshot_entry" ADD CONSTRAINT "snapshot_entry_snapshot_id_snapshot_id_fk" FOREIGN KEY ("snapshot_id") REFERENCES "public"."snapshot"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "snapshot_created" ON "snapshot" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "snapshot_entry_allies" ON "snapshot_entry" USING gin ("ally_ids");