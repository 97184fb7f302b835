// ◆ pure
/** What a key may allow. `admin` allows everything. */
export const SCOPES = ['nominations:write', 'directory:curate', 'lists:apply', 'privacy:manage', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text)

/** All scopes that these give, implications spelt out. */
export const expandScopes = (scopes: readonly string[]): readonly Scope[] =>
  scopes.includes('admin') ? SCOPES : SCOPES.filter((scope) => scopes.includes(scope))
