DROP INDEX "ally_public_support";--> statement-breakpoint
CREATE INDEX "ally_public_section" ON "ally" USING btree ("status","gate","section","name_key","id");--> statement-breakpoint
CREATE INDEX "ally_public_kind" ON "ally" USING btree ("status","gate","kind","name_key","id");--> statement-breakpoint
CREATE INDEX "ally_tags" ON "ally" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "ally_public_published" ON "ally" USING btree ("status","gate","published_at" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "ally_public_support" ON "ally" USING btree ("status","gate","support" DESC NULLS FIRST,"id");