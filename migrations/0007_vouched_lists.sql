ALTER TABLE "audience" ADD COLUMN "vouched_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "audience" ADD COLUMN "vouched_by" text;--> statement-breakpoint
ALTER TABLE "audience" ADD COLUMN "vouched_reason" text;