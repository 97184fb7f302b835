import t from 'tap'
import { findHomeField, judgeGate } from '../../src/directory/gate.js'
import { slipsOf } from '../../src/directory/taxonomy/home-fields/define.js'
import type { Gate, Subject } from '../../src/directory/types.js'

/** General causes of wrong verdicts, each with its opposite twin, so that a rule too wide fails here. Name, handle, description. */
type Case = [Gate, string, string, string | null]
const CAUSES: Record<string, Record<string, Case[]>> = {
  'social-work': {
    'a slip of the keyboard is still the field’s word; another word is not': [
      ['home', 'Dale Assoc of Social Wokrers', 'dasow', null],
      ['home', 'Natl Fed of Soical Workers', 'nfosw', 'Members only'],
      ['home', 'Dale Soc of Soc Wkrs', 'dosw', null],
      ['home', 'Texas Chapter, Natl Assn of Soc Wkrs', 'NASWTexas2', 'Lobbying, courses'],
      ['ally', 'Social Wok', 'socialwok', 'Noodle restaurant'],
      ['ally', 'Social World', 'sworld', 'Games for the whole family'],
      ['ally', 'SoCal Workers', 'socalworkers', 'Warehouse workers in southern California'],
    ],
    'an acronym that the name spells out otherwise says nothing': [
      ['ally', 'National Association of Science Writers', 'NASW_write', 'NASW: news of science'],
      ['ally', 'DSW Designer Shoe Warehouse', 'dswlovers', null],
      ['ally', 'LSW Lake Superior Watch', 'lsw1', null],
      ['ally', 'Notary Nine', 'notary9', 'Mobile notary. No relation to NASW'],
      ['home', 'NASW Nevada', 'naswnv', 'Chapter'],
      ['home', 'NASW National Association of Social Workers', 'natl', null],
      ['unsure', 'Toys', 'toys', 'Partner of NASW'],
      ['unsure', 'ESWRB', 'eswrb', 'European research association'],
      ['ally', 'KSSW 88.7', 'KSSW887', 'Your home for jazz'],
    ],
    'who was one may be something else now': [
      ['ally', 'Dale Books', 'dalebooks', 'Ex social worker runs this bookshop'],
      ['ally', 'Mo Writes', 'mowrites', 'Former social worker turned crime writer'],
      ['ally', 'Rosie’s', 'rosies', 'Bakery, owned by a former social worker'],
      ['unsure', 'Mo', 'mo1', 'Former social worker'],
      ['home', 'Lee', 'lee1', 'Ex social worker turned social work lecturer'],
      ['home', 'Pat', 'pat1', 'Former teacher turned social worker'],
      ['home', 'Leavers', 'leavers', 'Network of former social workers'],
      ['home', 'Ann', 'ann1', 'Retired social worker'],
    ],
    'customers and an audience are not the makers': [
      ['ally', 'Ledgerly', 'ledgerly', 'Caseload software trusted by 4,000 social workers'],
      ['ally', 'Prams Dale', 'pramsdale', 'Charity. Prams for families referred by social workers'],
      ['unsure', 'Loved', 'loved', 'Podcast loved by 9,000 social workers'],
      ['home', 'Ledgerly', 'ledgerly', 'Software built by social workers'],
      ['home', 'Union', 'union1', 'Run by and for 9,000 social workers'],
    ],
    'who speaks to workers of the field, or works with them, is another; who tells of them, or keeps their register, is not': [
      ['ally', 'Care Voices', 'carevoices_x', 'We tell judges and social workers how care feels'],
      ['unsure', 'Harbour Stories', 'harbstories', 'We tell social workers’ stories from the front line'],
      ['home', 'Harbour Stories', 'harbstories', 'Telling social work stories every week'],
      ['ally', 'Quay Housing', 'quayhousing', 'Housing association. Our caretakers work closely with GPs and social workers'],
      ['ally', 'Kin Line', 'kinline_x', 'What to do when social workers visit. Grandparents helping grandparents'],
      ['ally', 'Debate Club', 'debateclub_x', 'Youth work? Yes. Social work? No.'],
      ['unsure', 'Harbour Board', 'harbourboard', 'We license nurses and social workers'],
      ['ally', 'Tidewater Press', 'tidewaterpress', 'Independent publisher. Crime, poetry, the diary of a social worker'],
    ],
    'one trade in a list of several, in other languages and with both sexes in one word': [
      ['ally', 'Klinikum Nordtal', 'kliniknordtal', 'Gesucht: Pflegekräfte, Ärzt:innen, Sozialarbeiter:innen'],
      ['ally', 'Croix du Quai', 'croixduquai', 'Infirmiers, éducateurs, travailleurs sociaux : nos bénévoles'],
      ['home', 'DBSH Nordtal', 'dbshnordtal', 'Berufsverband der Sozialarbeiter*innen'],
      ['home', 'Fachgruppe Nordtal', 'fgnordtal', 'Netzwerk und Verband der Sozialarbeiter_innen'],
    ],
    'clients meet workers of the field; a demand for them is its own': [
      ['ally', 'Parents Dale', 'pdale', 'Support for parents who have a social worker'],
      ['ally', 'Kin Dale', 'kindale', 'For families who have social workers involved'],
      ['unsure', 'Union of Care', 'uoc', 'We have social workers in every council'],
      ['unsure', 'Campaign', 'campaign', 'All pupils who have nobody should have a school social worker'],
      ['home', 'Have Your Say', 'hys', 'Podcast. Social workers have their say'],
    ],
    'one of a list of staff is not the body': [
      ['ally', 'Law Dale', 'lawdale', 'Lawyers plus one social worker helping the homeless'],
      ['ally', 'Support Dale', 'supdale', 'Our trustees: a judge, 2 LCSWs & a pastor'],
      ['ally', 'Dale Hospital', 'dalehosp', '500 beds, 90 social workers, 1 cat'],
      ['ally', 'Diner', 'diner1', 'Discounts for social workers, firefighters and teachers'],
      ['home', 'Dale Practice', 'dalepr', 'Two LCSWs in private practice'],
      ['home', 'Voice', 'voice1', 'Voice of LCSWs and LMSWs'],
      ['unsure', 'One Voice', 'onevoice', 'One social worker taking on homelessness'],
      ['home', 'Twenty', 'twenty', 'Network of social workers on Twitter since 2009, for housing'],
    ],
    'thanks and visits go to others': [
      ['ally', 'Secours Nord', 'secnord', 'Aide alimentaire. Merci aux travailleuses sociales !'],
      ['ally', 'Llamas', 'llamas', 'Charity. Visiting wards, schools and tired social work students'],
      ['home', 'Merci', 'merci1', 'Travailleuse sociale, féministe'],
      ['home', 'Jo Roe', 'joroe', 'Visiting professor of social work'],
    ],
    'other readings of the same words': [
      ['ally', 'SESI Dale', 'sesidale', 'Serviço Social da Indústria'],
      ['ally', 'Socialwork.js', 'socialworkjs2', 'Tiny library for feeds'],
      ['ally', 'Social Work Night Coffee', 'nightcoffee', 'Roaster. Get social. Work less.'],
      ['unsure', 'Social Work Brewing', 'swbrewing', 'Craft brewery'],
      ['home', 'Curso de Serviço Social', 'servsocial', 'Ensino público'],
      ['home', 'Social Work Coffee Morning', 'swcm', 'Monthly meetup of practitioners'],
      ['home', 'Social Work Happy Hour', 'swhh', 'Podcast: social work, beers, stories'],
    ],
    'a branch of a well-known body, or another cause, is known by its name': [
      ['ally', 'La Leche League of Dale', 'llldale', null],
      ['ally', 'NAMI Dale', 'namidale', null],
      ['ally', 'Probation Institute', 'probinst', null],
      ['home', 'Mayo Clinic Social Work', 'mayo1', null],
      ['unsure', 'NAMI SW Interns', 'naminterns', null],
      ['unsure', 'Catholic Charities MSW Interns', 'ccinterns', null],
      ['unsure', 'Candid Talks', 'candidtalks', null],
    ],
    'letters beside what people of a field do': [
      ['unsure', 'Jo', 'jo1', 'SW student by day, barista by night'],
      ['unsure', 'Asamblea', 'asamblea', 'Estudiantes de TS'],
      ['ally', 'Choir', 'choir1', 'Songs from the SW of France'],
    ],
  },
  nursing: {
    'the same causes in another field': [
      ['home', 'School of Nusring', 'sonx', null],
      ['ally', 'Ward Novels', 'wardnovels', 'Ex nurse turned novelist'],
      ['home', 'Sam', 'sam1', 'Ex social worker turned nurse'],
      ['ally', 'Scrub Shop', 'scrubshop', 'Shop loved by 20,000 nurses'],
      ['home', 'Scrub Talk', 'scrubtalk', 'Podcast hosted by nurses'],
      ['ally', 'Choir Dale', 'choirdale', 'Charity. Our trustees: 2 GPs, one nurse, a vicar'],
      ['home', 'Lee Roe', 'leeroe', 'Visiting professor of nursing'],
      ['ally', 'Nurse.js', 'nursejs', 'Health checks for servers'],
      ['ally', 'DNP Dale Nature Park', 'dnp1', null],
      ['ally', 'La Leche League Dale', 'llld', null],
      ['ally', 'Preemies', 'preemies', 'Charity for families. Merci aux infirmières de néonat'],
    ],
  },
}

const body = (name: string, handle: string, bio: string | null): Subject => ({ kind: 'organisation', name, handles: [handle], bio, texts: [] })
const tag = (name: string): Subject => ({ kind: 'hashtag', name, handles: [], bio: null, texts: [] })

for (const [id, causes] of Object.entries(CAUSES))
  for (const [cause, cases] of Object.entries(causes))
    t.test(`${id}: ${cause}`, async (t) => {
      for (const [gate, name, handle, bio] of cases) {
        const verdict = judgeGate(body(name, handle, bio), findHomeField(id))
        t.equal(verdict.gate, gate, `${name} @${handle}: ${bio} → ${verdict.reasons.map(({ detail }) => detail).join(' ')}`)
      }
    })

t.test('a tag is an ally’s only if its words clearly speak of something else', async (t) => {
  const table: [Gate, string, string][] = [
    [
      'ally',
      'social-work',
      '#HousingFirst #Probation #Policing #DomesticAbuse #EndHomelessness #WeNurses #StudentNurse #MedTwitter #SocialMediaMarketing #SocialWorkspace',
    ],
    ['ally', 'social-work', '#NASWsciencewriters'],
    ['ally', 'nursing', '#SWchat #SocialWorkMonth #NursingHomes #NursingMothers'],
    ['home', 'social-work', '#SocialWorkSoWhite #SocialWorkStories #HospiceSocialWork #SocialWorkersInSchools #NQSW #HousingSocialWork'],
    ['home', 'nursing', '#NurseStrike #NursingNow #HospiceNurses'],
    [
      'unsure',
      'social-work',
      '#HousingSW #swhousing #FutureSW #NASWAdvocacy #AMHPhour #ProbationOfficers #SocialCareWorkers #mentalhealth #socialworks #OTalk #RareSWAN',
    ],
    ['unsure', 'nursing', '#CriticalCareRN #MidwifeTeam'],
  ]
  for (const [gate, id, names] of table)
    for (const name of names.split(' ')) {
      const verdict = judgeGate(tag(name), findHomeField(id))
      t.equal(verdict.gate, gate, `${id} ${name}: ${verdict.reasons[0]?.detail}`)
    }
})

t.test('slips are swapped, doubled and, in long words, lost letters, and never another phrase given', async (t) => {
  const slips = slipsOf('social worker', 'social workers')
  for (const slip of ['soical worker', 'social wroker', 'social workerrs', 'social wokers']) t.ok(slips.includes(slip), slip)
  for (const word of ['social worker', 'social workers', 'social wok', 'social world']) t.notOk(slips.includes(word), word)
  t.notOk(
    slipsOf('nurse').some((slip) => slip.length < 5),
    'a short word loses no letter',
  )
})

t.test('bare names in other languages say what they are about; a neighbouring service and people without a trade stay for a person', async (t) => {
  const judged = (name: string) => judgeGate({ kind: 'organisation', name, handles: ['account1'], bio: null, texts: [] }, findHomeField('social-work')).gate
  for (const name of [
    'Banco de Alimentos de Quito',
    'Tafel Österreich',
    'Flüchtlingsrat Hessen',
    'Bundesärztekammer',
    'Ordre des avocats de Lyon',
    'Voedselbank Zeist',
    'Redd Barna Bergen',
    'Rzecznik Praw Dziecka',
    '新竹市圖書館',
    'Oxfam Ireland',
    'Disability Rights Texas',
  ])
    t.equal(judged(name), 'ally', name)
  for (const name of [
    'Northern Counties Social Care Council',
    'Krankenhaus-Sozialdienst Verband',
    'Hospital Servicio Social Chile',
    'Clinical Society of Maryland',
    'Hospital Discharge Team Leads',
    'Youth Justice Practitioners',
    'Mental Health Practitioners Network',
    'Beyond',
  ])
    t.equal(judged(name), 'unsure', name)
  t.equal(
    judgeGate(
      { kind: 'organisation', name: 'Kurator Nätverk', handles: ['k1'], bio: 'Hälso- och sjukvårdskuratorer i Sverige', texts: [] },
      findHomeField('social-work'),
    ).gate,
    'home',
  )
})

t.test('no known body of a shipped field would be called an ally by its bare name, were it not in the register', async (t) => {
  for (const id of ['social-work', 'nursing']) {
    const field = { ...findHomeField(id), register: [] }
    for (const { title, names } of findHomeField(id).register)
      for (const name of [title, ...names]) {
        const { gate } = judgeGate({ kind: 'organisation', name, handles: [], bio: null, texts: [] }, field)
        if (gate === 'ally') t.fail(`${name} (${id}) was called an ally`)
      }
    t.ok(field.id)
  }
})
