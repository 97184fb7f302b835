// ◆ pure

/** Top-level domains that people write without a scheme; two letters (countries) are taken as such. A real list would age. */
export const TOP_LEVEL: ReadonlySet<string> = new Set(
  (
    'academy agency app art bank blog business care center charity cloud club coach coffee com community coop cymru design dev digital directory ' +
    'earth edu education energy events family foundation fund fyi gallery gay giving global gov green group guide health help house info int io ' +
    'jobs land legal life link live london love mba media mil mobi museum name net network news ngo one ong online org page pet press pro ' +
    'radio red report school science scot services shop site social solutions space store studio support systems team tech tel theatre tips today ' +
    'tools top travel tv university video vote wales website wiki work works world xyz zone'
  ).split(' '),
)

const ASCII = /[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%|]/
const ascii = Array.from({ length: 128 }, (_, code) => ASCII.test(String.fromCharCode(code)))

/** A UTF-16 unit that may stand in a link as people paste it: ASCII of RFC 3986, Latin letters with accents, Cyrillic, en dash. */
export const isUrlUnit = (unit: number): boolean =>
  unit < 128 ? ascii[unit] === true : (unit >= 0xc0 && unit <= 0x24f && unit !== 0xd7 && unit !== 0xf7) || (unit >= 0x400 && unit <= 0x52f) || unit === 0x2013
