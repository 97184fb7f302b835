// ◆ pure
import { defineHomeField, slipsOf, words } from './define.js'
import { NURSING_BODIES } from './nursing-register.js'

const SCHOOL = /\b(?:schools?|college|university|faculty|department|dept|institute|campus|alumni|students?|program(?:me)?s?|graduates?|hospital|ward|er|icu)\b/i
const BODY = /\b(?:chapters?|associations?|profession(?:als?)?|practitioners?|members|council|branch|region)\b/i

export const nursing = defineHomeField({
  id: 'nursing',
  title: 'nursing',
  people: [
    ...slipsOf('nurse', 'nurses'),
    ...['nurse', 'nurses', 'murse', 'nurse practitioner*', 'nurse educator*', 'nurse anesthetist*', 'nurse leader*', 'nurse scientist*'],
    ...['enfermer*', 'infirmier*', 'infermier*', 'infermer*', 'asistent* medical*'],
    ...[
      'Krankenpfleger*',
      'Krankenschwester*',
      'Pflegefach*',
      'Pflegekräft*',
      'Pflegende',
      'verpleegkundig*',
      'verpleger*',
      'sykepleier*',
      'sygeplejerske*',
      'sjukskötersk*',
    ],
    ...[
      'sairaanhoitaj*',
      'hjúkrunarfræðing*',
      'pielęgniar*',
      'zdravotn* sestr*',
      'ošetřovatel*',
      'ápoló*',
      'medicinsk* sest*',
      'медсестр*',
      'медицинск* сестр*',
      'hemşire*',
    ],
    ...['νοσηλευτ*', 'νοσοκόμ*', '护士', '護士', '護理師', '護理人員', '看護師', '간호사', 'ممرض*', 'الممرض*', 'אחיות', 'perawat', 'điều dưỡng', 'พยาบาล'],
    ...['nyrs', 'nyrsys'],
  ],
  discipline: [
    ...slipsOf('nursing'),
    ...['nursing', 'enfermería', 'enfermagem', 'soins infirmiers', 'sciences infirmières', 'infermieristic*', 'infermeria'],
    ...[
      'Pflege',
      'Krankenpflege',
      'Pflegewissenschaft*',
      'Pflegeberuf*',
      'Pflegerat',
      'Pflegekammer*',
      'verpleegkunde',
      'verpleging',
      'sykepleie',
      'sygepleje',
      'omvårdnad',
    ],
    ...['hoitotyö*', 'hjúkrun', 'pielęgniarstw*', 'ošetřovatelství', 'ápolás*', 'сестринск* дел*', 'медсестринств*', 'hemşirelik', 'νοσηλευτικ*'],
    ...['护理', '護理', '看護', '간호', 'التمريض', 'סיעוד', 'keperawatan', 'nyrsio'],
  ],
  lookalikes: [
    /\bnursing[ -](?:homes?|mothers?|mums?|moms?|babies|baby|infants?|pads?|bras?|tops?|pillows?|covers?|chairs?|kittens?|pupp(?:y|ies)|calves|rooms?)\b/g,
    /\b(?:wet|dry|breast)[ -]?nurs(?:e|es|ing)\b/g,
    /\bnurse sharks?\b/g,
    /\bnurs(?:e|es|ing)\.(?:js|ts|py|rb|rs|go|exe)\b/g,
    // A care home's offer.
    /\bnursing(?: and| &|,) (?:residential|dementia|respite|personal care)\b/g,
    /\b(?:residential|dementia|respite|personal)(?: care)?(?: and|,| &) nursing(?: care)?\b/g,
    /\bnurse(?:ry|ries) nurses?\b/g,
    /\bnurse logs?\b/g,
    /\bnursing (?:a|an|my|his|her|our|their) [a-z]+\b/g,
    /\b(?:haut|fell|garten|tier|rasen|auto|denkmal|land|kontakt|korper|haar|schuh|fu[sß])pflege\b/g,
    /\bpflege(?:heim|eltern|familie|kind|pferd)[a-z]{0,4}\b/g,
    // Childcare in Portuguese and Spanish says nothing; the sick in French are "infirmes".
    /\binfirmes?\b/g,
    /\bveterinary nurs(?:e|es|ing)\b/g,
    /\bvet nurs(?:e|es|ing)\b/g,
  ],
  glued: /nurs(?:e(?!r)|es|ing)/,
  glued_lookalikes: /nurser(?:y|ies)|nursing(?:home|mother|mum|mom|bra|pad|chair)|nurseshark|wetnurs|breastnurs|vetnurs|nurselog/,
  body_acronyms: words(
    'AACN AANP AANA ACNM ANCC NANN INMO NLN NSNA NMBI NMBA NCSBN NCLEX RCNI STTI CNSA ANMF ANMC AORN RNAO NZNO NZNC DENOSA INANE QNIS QNI DBFK FNOPI ONCNS WHNPA ADPCNS',
  ),
  shared_acronyms: words('ANA RCN ICN NMC CNA ENA AAN NCNZ CNO ONA BNA PSNA FNA SNA NNA MNA'),
  credentials: words('BSN MSN DNP LPN LVN RGN RMN CRNA APRN FNP AGNP PMHNP CCRN RNBSN NCSN FAAN CNM RNC OCN CNOR RNLD RSCN RN'),
  shared_credentials: words('PA MD DO PHARMD PHD LCSW PT OT RD MSW'),
  handle_hints: [
    ...['rcn', 'icn', 'nmc', 'ana'].map((letters) => ({ letters, needs: BODY })),
    ...['bsn', 'son', 'msn', 'dnp'].map((letters) => ({ letters, needs: SCHOOL })),
    ...['rn', 'lpn', 'crna', 'aprn', 'rgn', 'rmn'].map((letters) => ({ letters, needs: null })),
  ],
  other_meanings:
    /\b(?:royal navy|naval|submarines?|h\.?m\.?s\.?|react native|motors?|cars?|railway|radio|registered nutritionist|racing|real[ -]estate|road(?:s|works)?|english (?:news|media)|microsoft|msn messenger)\b/i,
  neighbours: /\b(?:midwi(?:fe|ves|fery)|health visit(?:ors?|ing)|healthcare assistants?|care assistants?|paramedics?)\b/g,
  // Ranks on the ward; support staff; who teaches on the job; specialists by letters; trainings and revalidation.
  kin: /\b(?:matrons?|ward (?:sisters?|managers?|leaders?|staff)|charge sisters?|sister tutors?|hcas?|hcsws?|health ?care (?:assistants?|support workers?)|care assistants?|practice (?:assessors?|supervisors?|educators?|mentors?|development leads?)|(?:sign-off|clinical|student) mentors?|mentors (?:and|of|for) (?:their )?students|mentorship on (?:the )?wards?|clinical (?:educators?|instructors?)|link lecturers?|preceptors?|preceptorship|preceptees|health visit(?:ors?|ing)|advanced (?:clinical )?practitioners?|acps|cnss?|tissue viability|infection (?:prevention|control) (?:leads?|practitioners?|specialists?)|(?:scrub|theatre) practitioners?|school health practitioners?|revalidation|return to practice|on placement|bedside (?:staff|carers?|professionals?)|florence nightingale|nightingales?|queen'?s institute|probationers of the wards?)\b/,
  siblings: words('midwives midwife midwifery matrones obstetrics hcas'),
  other_trades: /\b(?:infants?|breastfeeding|baby|babies|plants?|garden(?:s|ing)?|trees|shrubs|toddlers?|preschool|dive|diving|care home|veterinary|vets?)\b/i,
  register: NURSING_BODIES,
  hashtags: words(
    `wenurses nurchat rnchat nursechat studentnurse wenurses2 wecommunities stnchat wemhns westudentnurse weschoolnurses weldnurses wegpns nurseleaders teamcno teamcmidwifeo nclex rnlife lpn bsn
     yearofthenurse nursetwitter nursesweek internationalnursesday ind2026 rcn futurenurse mhnurchat ldnursechat cypnurses dnchat pmhnp enfermeria enfermagem pflege gpnursing qninet 40000nurses`,
  ),
})
