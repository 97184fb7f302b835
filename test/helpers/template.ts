/** The migrated database every Postgres leg is copied from. */
export const TEMPLATE = 'allies_template'
