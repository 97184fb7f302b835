// ◆ pure
/** Short names for chips and tags; the official titles stand on the pages of the entries and in the API. */
const SHORT: Readonly<Record<string, string>> = {
  A: 'Culture and recreation',
  B: 'Education',
  C: 'Health',
  D: 'Social services',
  E: 'Environment and animals',
  F: 'Community and housing',
  G: 'Advocacy and civic life',
  H: 'Giving and volunteering',
  I: 'Religion',
  J: 'Business and professions',
  K: 'Professional services',
  L: 'Other',
}

export const shortSection = ({ section, title }: { section: string; title: string }): string => SHORT[section] ?? title
