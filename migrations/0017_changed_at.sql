ALTER TABLE "chat" ADD COLUMN "changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "series" ADD COLUMN "changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_version" ADD COLUMN "changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL;