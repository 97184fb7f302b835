// ◆ pure
/**
 * Home fields as data: what a profession is called, who its known bodies are, and which words only look like it. The gate (gate.ts)
 * holds the rules and knows no profession; another community is another entry here.
 */
export interface HomeField {
  /** The value of HOME_FIELD. */
  id: string
  /** As it stands in a sentence: "a body of social work". */
  title: string
  /** Names the discipline. Global and linear; matched without regard to case. */
  discipline: RegExp
  /** Names the people who practise it. Tried before `discipline`. */
  people: RegExp
  /** Words that contain the field's name and mean something else. Blanked out before anything is looked for. */
  lookalikes: RegExp[]
  /** The discipline's name inside a handle or hashtag, lower case, without blanks. */
  glued: RegExp
  glued_lookalikes: RegExp
  /** Acronyms of the field's bodies: a name that holds one as a word belongs to the field. Upper case. */
  body_acronyms: string[]
  /** Degrees and licences that only this field gives. */
  credentials: string[]
  /** Degrees and licences that this field shares with others or that also abbreviate other things. */
  shared_credentials: string[]
  /** Letters that hint at the field inside a handle, with what the name or bio must say before they count as more than a hint. */
  handle_hints: { letters: string; needs: RegExp | null; unless: RegExp | null }[]
  /** Neighbouring trades, which are often the same people: heads such as "council" before them make a body unsure. */
  neighbours: RegExp
  /** Words beside a glued handle that say it is another trade altogether. */
  other_trades: RegExp
  /** Well-known bodies: handles (lower case, without @) and those folded names that nobody else bears. */
  register: { title: string; names: string[]; handles: string[] }[]
  /** Hashtags of the field beside those that contain its name. Lower case, without #. */
  hashtags: string[]
}

const SCHOOL = /\b(?:schools?|college|university|faculty|department|dept|institute|campus|alumni|students?)\b/i

const socialWork: HomeField = {
  id: 'social-work',
  title: 'social work',
  people: /(?<![#@\w])social[ -]?workers?(?:'s|’s|'|’)?(?![a-z])/gi,
  discipline: /(?<![#@\w])soc(?:ial)?[ -]?(?:work|wrk)(?:ing)?(?![a-z])/gi,
  lookalikes: [
    // "social" belongs to the word before: social media work, anti-social work, non-social work.
    /\b(?:anti|non)-social work(?:er)?s?\b/gi,
    // The verb "works": Social Works agency, social that works.
    /\bsocial ?works\b/gi,
    // "make social work for you": a verb, not a profession.
    /\b(?:make|makes|making|made|let|lets|get|gets|getting|help|helps) (?:your |the |our )?social(?: media)? work (?:for|better|harder|smarter)\b/gi,
    /\bsocial work(?:space|spaces|flow|flows|place|places|shop|shops|force|ing space|ing spaces)\b/gi,
    // Political parties and their admirers.
    /\bsocial(?:ist)? workers(?:'|’)? party\b/gi,
    /\bsocial work (?:event|do|party|drinks|outing|gathering)s?\b/gi,
  ],
  glued: /soc(?:ial)?w(?:or|r)k(?:er|ers|ing)?/,
  // "socialworks…" in lower case may be "social works" or "social work s…": it says nothing.
  glued_lookalikes: /socialwork(?:s(?!tudent|chool|upport|ocie|cot|ervice|pecial|earch)|space|flow|place|shop|force)/,
  body_acronyms: [
    'AASW',
    'AASWG',
    'ACSW',
    'ANZASW',
    'ASSWSP',
    'ASWB',
    'ASWEA',
    'BASW',
    'CASW',
    'CASWE',
    'CSWE',
    'EASSW',
    'GCSW',
    'IASSW',
    'IASW',
    'IFSW',
    'JSWEC',
    'NABSW',
    'NASW',
    'NIASW',
    'NSWM',
    'SASW',
    'SCASW',
    'SSWAA',
    'SSWLHC',
    'SSWR',
    'SWRB',
    'USSWA',
    'AOSW',
    'IASWG',
    'NACSW',
    'ASSW',
    'SWSD',
  ],
  credentials: [
    'BSW',
    'BSSW',
    'CSWE',
    'DSW',
    'GSW',
    'LBSW',
    'LCSW',
    'LCSWA',
    'LGSW',
    'LICSW',
    'LISW',
    'LMSW',
    'LSW',
    'MSSW',
    'MSW',
    'RCSW',
    'RSW',
    'MSocWork',
  ].map((word) => word.toUpperCase()),
  shared_credentials: ['LPC', 'LMFT', 'LMHC', 'PSYD', 'MFT', 'LPCC', 'RN', 'LCPC', 'LAC', 'PHD'],
  handle_hints: [
    { letters: 'nasw', needs: null, unless: null },
    { letters: 'basw', needs: null, unless: null },
    { letters: 'cswe', needs: null, unless: null },
    { letters: 'aasw', needs: null, unless: null },
    { letters: 'ifsw', needs: null, unless: null },
    { letters: 'lcsw', needs: null, unless: null },
    { letters: 'ssw', needs: SCHOOL, unless: null },
    { letters: 'sosw', needs: SCHOOL, unless: null },
    { letters: 'msw', needs: SCHOOL, unless: /\b(?:waste|landfill|recycling)\b/i },
    { letters: 'bsw', needs: SCHOOL, unless: null },
    { letters: 'swk', needs: SCHOOL, unless: null },
    { letters: 'gssw', needs: SCHOOL, unless: null },
    { letters: 'swrk', needs: SCHOOL, unless: null },
    // Also "south west", "software" and half the initials in the world.
    { letters: 'sw', needs: null, unless: /\b(?:south[ -]?west(?:ern)?|software|swim(?:ming|mers?)?|sw england|star wars)\b/i },
    { letters: 'swsc', needs: null, unless: null },
  ],
  neighbours: /\b(?:social (?:care|services|pedagogy|welfare)|child welfare|children['’]s services|care work|human services)\b/gi,
  other_trades: /\b(?:social media|marketing|branding|brands?|co-?working|advertis(?:ing|ers?)|influencers?|content creat(?:ion|ors?))\b/i,
  register: [
    {
      title: 'national association of social workers',
      names: ['national association of social workers'],
      handles: ['nasw', 'naswpress', 'naswfoundation', 'naswmi', 'naswnyc'],
    },
    { title: 'british association of social workers', names: ['british association of social workers'], handles: ['basw_uk', 'basw_ni', 'basw_cymru'] },
    { title: 'scottish association of social work', names: ['scottish association of social work'], handles: ['scotsw'] },
    { title: 'australian association of social workers', names: ['australian association of social workers'], handles: ['aasw_'] },
    { title: 'canadian association of social workers', names: ['canadian association of social workers'], handles: ['casw_acts'] },
    { title: 'international federation of social workers', names: ['international federation of social workers'], handles: ['ifsw'] },
    { title: 'international association of schools of social work', names: ['international association of schools of social work'], handles: ['iassw_aiets'] },
    { title: 'council on social work education', names: ['council on social work education'], handles: ['csocialworked'] },
    { title: 'association of social work boards', names: ['association of social work boards'], handles: ['aswb'] },
    {
      title: 'association for community organization and social action',
      names: ['association for community organization and social action'],
      handles: ['acosaorg', 'acosa'],
    },
    { title: 'influencing social policy', names: [], handles: ['influencepolicy'] },
    { title: 'crisp', names: [], handles: ['crispinfo'] },
    { title: 'grand challenges for social work', names: ['grand challenges for social work'], handles: ['grandchalsw'] },
    { title: 'social work england', names: ['social work england'], handles: ['socialworkeng'] },
    { title: 'social work scotland', names: ['social work scotland'], handles: ['socworkscot'] },
    { title: 'frontline', names: [], handles: ['frontlinesw'] },
    { title: 'think ahead', names: [], handles: ['thinkaheadmh'] },
    { title: 'social work helper', names: ['social work helper'], handles: ['swhelpercom', 'swhelper', 'swhelper_mag'] },
    { title: 'social work and social care media', names: ['social work and social care media'], handles: ['swscmedia'] },
    { title: 'macrosw', names: ['macrosw'], handles: ['officialmacrosw', 'macrosw', 'acosamacrosw'] },
    { title: 'new social worker', names: ['new social worker'], handles: ['newsocialworker'] },
    { title: 'society for social work leadership in health care', names: ['society for social work leadership in health care'], handles: ['sswlhc'] },
    { title: 'special commission to advance macro practice', names: ['special commission to advance macro practice'], handles: ['macrosw_comm'] },
  ],
  hashtags: [
    'macrosw',
    'swchat',
    'swk',
    'swtwitter',
    'swtech',
    'swvirtualpal',
    'swhelper',
    'swscmedia',
    'swsc',
    'swscm',
    'msw',
    'bsw',
    'lcsw',
    'dsw',
    'mswstudent',
    'swmonth',
    'swmonth2026',
    'swunited',
    'realworldsw',
    'swlife',
    'swstudent',
    'swstudents',
    'swktech',
    'nasw',
    'basw',
    'cswe',
    'wswd',
    'wswday',
    'swedu',
    'swhistory',
    'swpodcast',
    'swday',
    'swbookgroup',
    'swjobs',
    'ifsw',
  ],
}

const nursing: HomeField = {
  id: 'nursing',
  title: 'nursing',
  people: /(?<![#@\w])nurses?(?:'s|’s|'|’)?(?![a-z])/gi,
  discipline: /(?<![#@\w])nursing(?![a-z])/gi,
  lookalikes: [
    /\bnursing (?:homes?|mothers?|mums?|moms?|babies|pads?|bras?|kittens?|pupp(?:y|ies))\b/gi,
    /\b(?:wet|dry|breast)[ -]nurs(?:e|es|ing)\b/gi,
    /\bnurse sharks?\b/gi,
    /\bnursing (?:a|my|his|her|our|an) [a-z]+\b/gi,
  ],
  glued: /nurs(?:e|es|ing)/,
  glued_lookalikes: /nurser(?:y|ies)|nursinghome/,
  body_acronyms: ['AACN', 'ACNM', 'ANCC', 'ICN', 'INMO', 'NLN', 'NSNA', 'RCN', 'STTI', 'RCNI'],
  credentials: ['BSN', 'MSN', 'DNP', 'LPN', 'LVN', 'RN', 'RGN', 'RMN', 'CRNA', 'APRN'],
  shared_credentials: ['PA', 'MD', 'DO', 'PHARMD', 'PHD', 'LCSW'],
  handle_hints: [
    { letters: 'rcn', needs: null, unless: null },
    { letters: 'bsn', needs: SCHOOL, unless: null },
    { letters: 'rn', needs: null, unless: null },
  ],
  neighbours: /\b(?:midwi(?:fe|ves|fery)|health visit(?:ors?|ing)|healthcare assistants?)\b/gi,
  other_trades: /\b(?:infants?|breastfeeding|baby|plants?|garden)\b/i,
  register: [
    { title: 'royal college of nursing', names: ['royal college of nursing'], handles: ['thercn'] },
    { title: 'american nurses association', names: ['american nurses association'], handles: ['ananursingworld'] },
    { title: 'international council of nurses', names: ['international council of nurses'], handles: ['icnurses'] },
    { title: 'wenurses', names: ['wenurses'], handles: ['wenurses'] },
    { title: 'nurchat', names: ['nurchat'], handles: ['nurchat'] },
  ],
  hashtags: ['wenurses', 'nurchat', 'rnchat', 'nursechat', 'studentnurse', 'wenurses2', 'wecommunities', 'stnchat'],
}

/** By id, as HOME_FIELD names them. */
export const HOME_FIELDS: readonly HomeField[] = [socialWork, nursing]
