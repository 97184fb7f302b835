// ◆ pure
/**
 * Words that mean less, or more, than their letters when two names are compared. All keys are folded: ASCII, lower case.
 * Place names beside these come with the rarity table (cities of ROR, CC0).
 */
/** Without the s of a plural; never after s, u or i ("glass", "campus", "analysis"). */
export function stem(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /[sui]s$/.test(word)) return word
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1)
}

const set = (words: string): ReadonlySet<string> =>
  new Set(
    words
      .split(/\s+/)
      .filter((word) => word !== '')
      .flatMap((word) => [word, stem(word)]),
  )
const map = (pairs: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const line of pairs.split('\n')) {
    const [to = '', from = ''] = line.split(':')
    for (const word of from.trim().split(/\s+/)) if (word !== '') found.set(word, to.trim())
  }
  return found
}

/** Never part of a core, taken into initials only in one of the two readings. */
export const STOP = set(
  'the of and for in on at to a an by with de des du la le les et pour d l del y e der die das fur und von dos da do di il lo los las el en aux au',
)

/** One spelling for short forms, British and American spelling, and the commonest words of neighbouring languages. */
export const SAME_WORD = map(`
university: univ uni universite universitaire universidad universitat universitaet universita universiteit universitair
department: dept dep departement departamento
center: ctr centre cntr cent centro zentrum
institute: inst institut instituto istituto institution
association: assn assoc asso ass asoc associations asociacion associacao
international: intl int internl internationale internacional internationales
national: natl nat nationale nacional
government: govt gov gouvernement gobierno
foundation: fdn fndn found foundations fondation fundacion stiftung fundacao stichting
laboratory: lab labs laboratories laboratoire laboratorio
technology: tech technol technologies technologie tecnologia technological
society: soc societe sociedad societies
hospital: hosp hopital hospitalier hospitals
college: coll colleges
academy: acad academie academia
committee: cttee comm comite
council: cncl conseil consejo counsel councils
organization: org organisation organizations organisations organisation organizacion
development: dev devel developpement developmental
management: mgmt mgt
services: svc svcs service serv
community: cmty commty communaute comunidad communities
company: co companies cie compagnie coy
corporation: corp corporations corporacion
brothers: bros
school: sch schl ecole escuela schule schools
research: res recherche recherches investigacion
science: sci sciences scientific
medical: med medicine medico medicale
health: hlth sante salud healthcare
education: educ educational edu
engineering: eng engr
environment: env environmental environnement environnemental
saint: st sainte ste san santa
mount: mt
fort: ft
family: fam families
church: ch
childrens: children child childs kids enfants
womens: women woman
mens: men
labor: labour
center: centers centres
program: programme programs programmes prog
defense: defence
color: colour
behavior: behaviour behavioral behavioural
pediatric: paediatric pediatrics paediatrics
federation: fed federacion
network: netwk networks reseau
ministry: min ministere ministerio
district: dist
county: cty cnty
public: publique publico pub
mental: mentale
social: sociale sociales
work: works
club: clubs
group: grp gruppe groupe grupo
bank: banco banque
agency: agence agencia
office: ofc bureau oficina
survey: surveys
museum: musee museo museums
library: libraries bibliotheque biblioteca
study: studies etudes
system: systems syst
geological: geologic
art: arts
trust: trusts
partner: partners
industry: industries
solution: solutions
enterprise: enterprises
fund: funds fonds
cancer: cancers
clinic: clinical clinics clinique
house: houses
home: homes
right: rights
resource: resources
charity: charities
friend: friends
worker: workers
nurse: nurses nursing
student: students
police: policing
canadian: canadienne canadien
american: americain americaine
usa: us
uk: gb
quebec: qc que
ontario: ont
queensland: qld
tasmania: tas
victoria: vic
california: calif cal
massachusetts: mass
pennsylvania: penn pa
connecticut: conn
oklahoma: okla
minnesota: minn
philadelphia: phila
washington: wash
mexico: mex
1: first 1st one i
2: second 2nd two ii
3: third 3rd three iii
4: fourth 4th four iv
5: fifth 5th five
6: sixth 6th six vi
7: seventh 7th seven vii
8: eighth 8th eight viii
9: ninth 9th nine ix
10: tenth 10th ten
11: eleventh eleven xi
12: twelfth twelve xii
13: thirteenth thirteen xiii
14: fourteen xiv
15: fifteen xv
16: sixteen xvi
17: seventeen xvii
18: eighteen xviii
19: nineteen xix
20: twenty twentieth xx
30: thirty
40: forty fourty
50: fifty
60: sixty
70: seventy
80: eighty
90: ninety
`)

/** Several words that are one; longest first where they overlap. The right side is one token. */
export const PHRASES: readonly (readonly [words: readonly string[], token: string])[] = (
  [
    ['united states of america', 'usa'],
    ['united states', 'usa'],
    ['u s a', 'usa'],
    ['united kingdom', 'uk'],
    ['great britain', 'uk'],
    ['new york city', 'nyc'],
    ['health care', 'health'],
    ['co operative', 'cooperative'],
    ['co op', 'cooperative'],
    ['co operation', 'cooperation'],
    ['non profit', 'nonprofit'],
    ['head start', 'headstart'],
    ['day care', 'daycare'],
    ['child care', 'childcare'],
    // Legal forms of several words come down to the token of their short form.
    ['limited liability company', 'llc'],
    ['limited liability partnership', 'llp'],
    ['public limited company', 'plc'],
    ['private limited', 'ltd'],
    ['open joint stock company', 'jsc'],
    ['closed joint stock company', 'jsc'],
    ['public joint stock company', 'jsc'],
    ['joint stock company', 'jsc'],
    ['joint stock', 'jsc'],
    ['joynt stock company', 'jsc'],
    ['obshchestvo s ogranichennoi otvetstvennostiu', 'llc'],
    ['obshchestvo s ogranichennoy otvetstvennostyu', 'llc'],
    ['obschestvo s ogranichennoj otvetstvennostju', 'llc'],
    ['aktsionernoe obshchestvo', 'jsc'],
    ['akcionernoe obschestvo', 'jsc'],
    ['societatea cu raspundere limitata', 'srl'],
    ['gesellschaft mit beschrankter haftung', 'gmbh'],
    ['societe anonyme', 'sa'],
    ['sociedad anonima', 'sa'],
    ['s a de c v', 'sa'],
    ['sa de cv', 'sa'],
    ['sp z o o', 'spzoo'],
    ['sp z oo', 'spzoo'],
    ['pte ltd', 'ltd'],
    ['pty ltd', 'ltd'],
  ] as const
).map(([words, token]) => [words.split(' '), token] as const)

/** How a body is incorporated: says nothing about which body it is. The value is the family that forms are compared by. */
export const LEGAL: ReadonlyMap<string, string> = map(`
limited: ltd limited pty pte llc plc inc incorporated incorp gmbh srl sarl bv bvba nv ltda spzoo sas kft doo ooo gesmbh lda sl llp lp
stock: ag aktiengesellschaft akg aktiengeselschaft sa jsc ojsc oao pjsc zao cjsc pao ao corp corporation spa ab as oy kk se asa
company: company
registered: na ev eu bhd sdn pt
`)

/** What kind of body or part of one it is: a body and its foundation, press, school or students are different bodies. */
export const KIND = set(`
foundation press school chapter health system student alumni fund action campaign auxiliary college university hospital clinic museum library
institute academy center department ministry trust union league federation council committee office division branch section board bureau agency laboratory
association society network program project initiative coalition alliance consortium group journal magazine radio news library archive
youth junior womens mens childrens seminary church ministries parish cathedral university faculty observatory garden zoo services service research
bank holdings holding systems system solution solutions industry enterprise partner international finance securities lease capital insurance pac lobby store shop
`)

/**
 * What charities of all kinds are, and leave off in everyday speech, on their sites and in new logos: Trussell is the Trussell Trust. A body and its foundation may be
 * two, so a person is asked; never a part, a school or a hospital of it.
 */
export const LEFT_OFF = set('trust foundation charity charitable society association organization fund')

/**
 * Whoever is against a body, for it, hurt by it, or made up of those around it is another one, though both may live at one address. By hand: such pairs are in none
 * of the labelled sources. A general rule, any common word on one side, would cost a fifth of the merges on ROR (.233 to .190).
 */
export const OTHER_BODY = set(`
anti against stop save saving non not no never ban end scrap defend boycott pro victims survivors friends supporters fans parents carers relatives families tenants
residents neighbours neighbors patients users members federation guild staff employees workers volunteers alumni students pupils teachers watch choir band orchestra credit former ex
real true reform rebel independent fake parody unofficial memorial sports social police
gegen nein freunde opfer eltern contre amis victimes contra amigos victimas padres amici vittime tegen vrienden slachtoffers ouders
`)

/** Kinds whose mere presence on one side makes it another body: the pairs that merged wrongly when measured (IDENTITY.md §3.2, §4.2). */
export const STRONG_KIND = set(`
foundation press school chapter health system student alumni fund action campaign auxiliary hospital clinic museum library college trust
union journal magazine radio news archive youth junior division branch section department laboratory  faculty pac institute academy center
`)

/** Kinds that stand in front as the parent of the body that is named: "Department of Energy Office of Science" is the Office of Science. */
export const PARENT_KIND = set('department ministry university institute laboratory division')

/** Countries, peoples and divisions that stand in names; the shipped cities come on top. */
export const PLACES = set(`
usa uk england scotland wales ireland britain british scottish welsh irish english canada canadian australia australian zealand nz american america europe european
africa african asia asian pacific atlantic arctic antarctic caribbean latin mexico mexican brazil chile argentina peru colombia china chinese japan japanese india indian
pakistan bangladesh france french germany german deutschland spain spanish italy italian portugal netherlands nederland dutch belgium sweden swedish norway norge denmark danish
finland poland russia russian ukraine turkey israel egypt kenya nigeria ghana uganda ethiopia estonia latvia lithuania greece austria schweiz switzerland swiss luxembourg singapore
malaysia indonesia philippines vietnam thailand korea taiwan iran iraq syria lebanon jordan saudi arabia qatar kuwait hongkong chad armenia
alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland
massachusetts michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey york carolina dakota ohio oklahoma oregon pennsylvania rhode tennessee texas utah
vermont virginia washington wisconsin wyoming columbia
ontario quebec alberta manitoba saskatchewan newfoundland labrador brunswick scotia nunavut yukon queensland tasmania victoria wales
north south east west northern southern eastern western central northeast northwest southeast southwest upper lower greater midwest
az mn al ak ar ca co ct de fl ga hi id il ia ks ky la me md ma mi ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc bc ab sk mb on ns nb nsw
nyc la
`)

/** What a country is called in names, by its ISO code. */
export const COUNTRY_WORDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    US: ['usa', 'american', 'america'],
    GB: ['uk', 'british', 'britain'],
    CA: ['canada', 'canadian'],
    AU: ['australia', 'australian'],
    NZ: ['zealand', 'nz'],
    IE: ['ireland', 'irish'],
    IN: ['india', 'indian'],
    ZA: ['africa', 'african', 'south'],
    DE: ['germany', 'german', 'deutschland'],
    FR: ['france', 'french'],
    ES: ['spain', 'spanish'],
    IT: ['italy', 'italian'],
    NL: ['netherlands', 'netherland', 'dutch'],
    CH: ['switzerland', 'swiss', 'schweiz'],
    AT: ['austria', 'austrian'],
    SE: ['sweden', 'swedish'],
    NO: ['norway', 'norwegian'],
    DK: ['denmark', 'danish'],
  }),
)
