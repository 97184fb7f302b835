/**
 * From ICNP/TSO to the nine broad groups of NTEE (CATEGORIES §6): a crosswalk of our own by the titles of both classifications, longest code first.
 * Nothing is trained on NTEE rows, so this tells how the sections carry over to US bodies.
 */
const GROUP_OF: Readonly<Record<string, string>> = {
  A: 'arts',
  A2: 'human services', // NTEE N, recreation and sports
  B: 'education',
  C: 'health',
  D: 'human services',
  D33: 'human services',
  E: 'environment',
  F: 'public', // NTEE S, community improvement
  F1: 'human services', // NTEE L, housing
  F3: 'human services',
  G: 'public',
  G13: 'mutual benefit',
  G14: 'human services', // NTEE O, youth development
  G15: 'human services',
  G16: 'human services',
  G30: 'international',
  H: 'public',
  I: 'religion',
  J: 'public',
  K: 'public',
  L: 'human services',
}

/** Broad group of an NTEE major letter; null outside A-Y. */
export function broadGroup(major: string): string | null {
  if (major === 'A') return 'arts'
  if (major === 'B') return 'education'
  if (/^[CD]$/.test(major)) return 'environment'
  if (/^[E-H]$/.test(major)) return 'health'
  if (/^[I-P]$/.test(major)) return 'human services'
  if (major === 'Q') return 'international'
  if (/^[R-W]$/.test(major)) return 'public'
  if (major === 'X') return 'religion'
  return major === 'Y' ? 'mutual benefit' : null
}

/** Broad group of an ICNP/TSO class. */
export const groupOfClass = (code: string): string => GROUP_OF[code] ?? GROUP_OF[code.slice(0, 2)] ?? GROUP_OF[code.slice(0, 1)] ?? 'public'
