CREATE TABLE "audit_link" (
	"n" bigint PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text COLLATE "C" NOT NULL,
	CONSTRAINT "audit_link_seq_unique" UNIQUE("seq")
);
--> statement-breakpoint
ALTER TABLE "audit_link" ADD CONSTRAINT "audit_link_seq_audit_seq_fk" FOREIGN KEY ("seq") REFERENCES "public"."audit"("seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE FUNCTION "audit_link_text"("one" "audit") RETURNS text LANGUAGE sql STABLE AS $$
	select jsonb_build_array(one.seq, (extract(epoch from one.at) * 1000)::bigint, one.actor, one.action, one.subject, one.reason, one.detail)::text
$$;--> statement-breakpoint
CREATE FUNCTION "audit_link_add"("one" "audit") RETURNS void LANGUAGE plpgsql AS $$
declare
	last "audit_link";
begin
	select * into last from "audit_link" order by n desc limit 1;
	insert into "audit_link" (n, seq, hash)
	values (coalesce(last.n, 0) + 1, one.seq, encode(sha256(convert_to(coalesce(last.hash, '') || audit_link_text(one), 'UTF8')), 'hex'));
end $$;--> statement-breakpoint
-- As the transaction commits, not as the row is written: the lock is held for that moment only, and nobody who holds it waits for anything else.
CREATE FUNCTION "audit_link_new"() RETURNS trigger LANGUAGE plpgsql AS $$
begin
	perform pg_advisory_xact_lock(7246019);
	perform audit_link_add(new);
	return null;
end $$;--> statement-breakpoint
CREATE FUNCTION "append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
begin
	raise exception 'the record of what was done is only ever added to (%)', tg_table_name using errcode = 'insufficient_privilege';
end $$;--> statement-breakpoint
DO $$
declare
	one "audit";
begin
	for one in select * from "audit" order by seq loop
		perform audit_link_add(one);
	end loop;
end $$;--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "audit_linked" AFTER INSERT ON "audit" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "audit_link_new"();--> statement-breakpoint
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION "append_only"();--> statement-breakpoint
CREATE TRIGGER "audit_never_emptied" BEFORE TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();--> statement-breakpoint
CREATE TRIGGER "audit_link_append_only" BEFORE UPDATE OR DELETE ON "audit_link" FOR EACH ROW EXECUTE FUNCTION "append_only"();--> statement-breakpoint
CREATE TRIGGER "audit_link_never_emptied" BEFORE TRUNCATE ON "audit_link" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
