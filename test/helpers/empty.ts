/**
 * Everything but the migrations' own record. Truncating makes new files for every table and index, a tenth of a second of CPU each
 * time; deleting a few rows makes none. What has grown is truncated all the same, so that no test is slowed by an earlier one's leavings.
 */
export const EMPTY = `
    do $$
    declare
      one record;
    begin
      -- All goes, so no reference needs to be followed row by row.
      set local session_replication_role = replica;
      for one in
        select oid::regclass as name, pg_relation_size(oid) as bytes from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
      loop
        if one.bytes > 262144 then
          execute format('truncate %s cascade', one.name);
        elsif one.bytes > 0 then
          execute format('delete from %s', one.name);
        end if;
      end loop;
      perform setval(s.seqrelid, s.seqstart, false) from pg_sequence s join pg_class c on c.oid = s.seqrelid where c.relnamespace = 'public'::regnamespace;
      delete from pgboss.job;
    end $$`
