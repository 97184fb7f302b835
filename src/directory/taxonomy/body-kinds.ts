// ◆ pure
/** Kinds of body, for filters and pages. Codes are stable; a body may have none. */
export const BODY_KINDS = ['association', 'charity', 'chat', 'company', 'government', 'media', 'school'] as const
export type BodyKind = (typeof BODY_KINDS)[number]

/**
 * Tried in this order, first on the name, then on the description: what is special before what is general ("Royal College of Nursing" is
 * no school, "NHS Foundation Trust" no charity, "University Press" no school).
 */
export const KIND_RULES: readonly { kind: BodyKind; pattern: RegExp }[] = [
  { kind: 'chat', pattern: /\b(?:twitter|tweet|live|weekly|monthly|hashtag|community|nurse|youth) ?chats?\b|\btweetchat\b|\b[a-z]{2,20}chat\b/i },
  {
    kind: 'association',
    pattern:
      /\broyal (?:college|society|institute)\b|\b(?:trade|labou?r|students'?|workers'?) union\b|\bprofessional (?:body|association)\b|\b(?:police|prison|fire|border force|customs)(?: (?:officers'?|service|brigades?))? (?:federation|union|association)\b/i,
  },
  {
    kind: 'government',
    pattern:
      /\b(?:NHS (?:foundation )?trust|NHS England|gov(?:ernment)? (?:department|agency|of)|ministry|(?:department|dept) (?:of|for)|(?:city|county|borough|district|parish|town|shire) council|federal agency|(?:health|public|behavioral health) (?:authority|agency)|state agency|police|commission(?:er)? (?:on|for)|embassy|local authority|official account of the)\b|\.gov\b/i,
  },
  { kind: 'media', pattern: /\b(?:magazine|newspaper|journal|podcast|radio|news|press|blog|publishers?|publishing|broadcast(?:er|ing)?|television|TV)\b/i },
  { kind: 'school', pattern: /\b(?:university|college|schools?|academy|faculty|polytechnic|institute of technology)\b/i },
  {
    kind: 'charity',
    pattern:
      /\b(?:charity|charities|charitable|non-?profit|not-for-profit|501\(?c\)?\(?3\)?|NGO|foundation|trust|hospice|relief|rescue|food ?bank|helpline|hotline|mission|habitat|shelter)\b/i,
  },
  {
    kind: 'association',
    pattern:
      /\b(?:association|society|federation|union|guild|alliance|coalition|network|consortium|confederation|league|membership (?:body|organi[sz]ation)|institute)\b/i,
  },
  {
    kind: 'company',
    pattern: /\b(?:ltd|limited|inc|llc|plc|gmbh|company|start-?up|agency|consultancy|consulting|software|app|platform|solutions|firm|shop|store)\b/i,
  },
]
