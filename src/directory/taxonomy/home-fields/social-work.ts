// ◆ pure
import { defineHomeField, slipsOf, words } from './define.js'
import { SOCIAL_WORK_BODIES } from './social-work-register.js'

const SCHOOL = /\b(?:schools?|college|university|faculty|department|dept|institute|campus|alumni|students?|program(?:me)?s?|practicum|graduates?)\b/i
const BODY = /\b(?:chapters?|associations?|profession(?:als?)?|practitioners?|social|federation|members|council|branch)\b/i

export const socialWork = defineHomeField({
  id: 'social-work',
  title: 'social work',
  people: [
    ...slipsOf('social worker', 'social workers'),
    ...[
      'social worker*',
      // A role of social workers by law in England and Wales (Mental Health Act 1983, section 114).
      'approved mental health professional*',
      'soc worker*',
      'soc. worker*',
      'soc. wkr*',
      'soc wkr*',
      'soc wrkr*',
      'social wkr*',
      'social wrkr*',
      'SWer',
      'SWers',
      'socialworker*',
      'social caseworker*',
    ],
    // Spanish, Portuguese, Catalan, Galician, French, Italian, Romanian
    ...['trabajador* social*', 'trabajador*s sociales', 'trabajadoras y trabajadores sociales', 'trabajadores y trabajadoras sociales', 'trabalhador* socia*'],
    ...[
      'assistente* socia*',
      'assistenti sociali',
      'asistent* social*',
      'asistentes sociales',
      'asistenti sociali',
      'treballador* socia*',
      'traballador* socia*',
    ],
    ...[
      'travailleu* socia*',
      'travailleurs et travailleuses sociales',
      'travailleuses et travailleurs sociaux',
      'assistant* social*',
      'assistant* de service social',
    ],
    // German, Dutch, Nordic
    ...['Sozialarbeiter*', 'Sozialpädagog*', 'maatschappelijk werker*', 'sociaal werker*', 'socialarbejder*', 'socialrådgiver*', 'sosialarbeider*'],
    ...['sosionom*', 'socialarbetare*', 'socionom*', 'sosiaalityöntekij*', 'félagsráðgjaf*', 'kurator socjaln*'],
    // Central and eastern Europe, Baltic, Turkish, Greek
    ...['pracowni* socjaln*', 'sociální* pracovn*', 'sociáln* pracovní*', 'szociális munkás*', 'socijaln* radni*', 'socialn* delav*', 'социальн* работник*'],
    ...[
      'соціальн* працівник*',
      'социалн* работни*',
      'sotsiaaltöötaja*',
      'sociālais darbiniek*',
      'socialini* darbuotoj*',
      'sosyal çalışmacı*',
      'sosyal hizmet uzman*',
    ],
    ...['κοινωνικ* λειτουργ*', 'κοινωνικ* εργαζομ*'],
    // Asia, Middle East, Celtic
    ...[
      '社工',
      '社会工作者',
      '社會工作者',
      'ソーシャルワーカー',
      '社会福祉士',
      '사회복지사',
      'الأخصائي* الاجتماعي*',
      'الاخصائي* الاجتماعي*',
      'עובד* סוציאלי*',
      'העובד* הסוציאלי*',
      'pekerja sosial',
    ],
    // Titles of the field's people in one country or place of work, and names that grow together.
    ...[
      'Schulsozialarbeit*',
      'Jugendsozialarbeiter*',
      'Kliniksozialarbeit*',
      'Krankenhaussozialarbeit*',
      'Straßensozialarbeit*',
      'Sozialdienstmitarbeiter*',
      'Diplomsozialarbeiter*',
    ],
    ...[
      'hälso- och sjukvårdskurator*',
      'sjukhuskurator*',
      'skolkurator*',
      'sjukvårdskurator*',
      'schoolmaatschappelijk werk*',
      'bedrijfsmaatschappelijk werk*',
      'helsesosionom*',
    ],
    ...[
      '精神保健福祉士',
      '社会福祉主事',
      '의료사회복지사',
      'مددکار* اجتماعی',
      'समाज सेवक*',
      'социјалн* работни*',
      'punonjës* social*',
      'kaunseler sosial',
      'oibrí* sóisialta',
      'weithwyr cymdeithasol',
      'weithiwr cymdeithasol',
    ],
    ...['nhân viên công tác xã hội', 'gweithwyr cymdeithasol', 'gweithiwr cymdeithasol', 'oibrithe sóisialta'],
  ],
  discipline: [
    ...slipsOf('social work'),
    ...[
      'social work',
      'soc work',
      'soc. work',
      'school* of social welfare',
      'school* of social service*',
      'social service administration',
      'school* of social policy and practice',
      'department* of social welfare',
      'social working',
      'soc wrk',
      'soc wk',
      'social wk',
      'social wrk',
      'socialwork',
      'social casework',
      'social groupwork',
      'social group work',
    ],
    ...['trabajo social', 'trabalho social', 'serviço social', 'treball social', 'traballo social', 'gizarte lan*', 'asistencia social', 'asistență social*'],
    ...['travail social', 'service social', 'lavoro sociale', 'servizio sociale'],
    ...['soziale* Arbeit', 'Sozialarbeit*', 'Sozialpädagogik', 'sociaal werk', 'maatschappelijk werk', 'socialt arbete', 'socialt arbejde', 'sosialt arbeid'],
    ...[
      'sosialfag*',
      'sosiaalityö*',
      'félagsráðgjöf',
      'praca socjalna',
      'pracy socjalnej',
      'sociální práce',
      'sociálna práca',
      'szociális munka',
      'socijalni rad',
    ],
    ...['socijalnog rada', 'socialno delo', 'социальная работа', 'социальной работы', 'соціальна робота', 'соціальної роботи', 'социална работа'],
    ...['sotsiaaltöö', 'sociālais darbs', 'socialinis darbas', 'socialinio darbo', 'sosyal hizmet*', 'sosyal çalışma', 'κοινωνικ* εργασι*'],
    ...[
      '社会工作',
      '社會工作',
      'ソーシャルワーク',
      '사회복지학',
      '사회사업',
      '사회복지실천',
      'الخدمة الاجتماعية',
      'العمل الاجتماعي',
      'עבודה סוציאלית',
      'kerja sosial',
    ],
    ...[
      'pekerjaan sosial',
      'công tác xã hội',
      'สังคมสงเคราะห์',
      'समाज कार्य',
      'gwaith cymdeithasol',
      'waith cymdeithasol',
      'obair shóisialta',
      'oibre sóisialta',
      'sociální práci',
      'sociálnu prácu',
      'sociálnej práce',
      'szociális munk*',
      'socijalnom radu',
      'socialnega dela',
      'socialnem delu',
      'sociālā darba',
      'социальную работу',
      'социальной работе',
      'соціальну роботу',
      'социјална работа',
      'социјални рад',
      'socijalni rad',
      'socialiniam darbui',
      'sotsiaaltöö*',
      'punë* sociale',
      'مددکاری اجتماعی',
      'העבודה הסוציאלית',
      'sosyal hizmetler bölümü',
    ],
  ],
  lookalikes: [
    // "social" belongs to the word before: social media work, anti-social work.
    /\b(?:anti|non)-?\s?social work(?:er)?s?\b/g,
    /\bnetworking social\b.{0,3}\bwork\b/g,
    // "Social Working Dogs", "Social Working Lunch": the second word belongs to what follows.
    /\bsocial working (?=dogs?|breeds?|lunch|breakfast|space|hours?|class|men'?s|group\b)/g,
    // The verb "works": Social Works agency, social that works, making social work.
    /\bsocial ?works\b/g,
    /\b(?:make|makes|making|made|let|lets|get|gets|getting|help|helps) (?:your |the |our )?(?:paid |organic )?social(?: media)? work(?:ing)?\b(?! (?:history|education|students?|practice|degrees?|values?|profession|more|visible|training))/g,
    /\bsocial work (?:for|better|harder|smarter) (?:you\b|your\b|brands?\b|business)/g,
    /\bsocial work(?:space|flow|place|shop|force|out|ing space|ing spaces|load|wear)s?\b/g,
    /\bsocialists? workers?\b/g,
    /\bsocial workers(?:'|’)? party\b/g,
    /\b(?:paid|organic|media|our|your) (?:and |& )?social work (?:that|which|gets|speaks)\b/g,
    /\bsocial work (?:event|do|party|drinks|outing|gathering)s?\b/g,
    // Programs and files: "socialwork.js".
    /\bsocial ?work(?:er)?s?\.(?:js|ts|py|rb|rs|go|exe)\b/g,
    // A region: work in southern California is no slip of the keyboard.
    /\bsocal work(?:er)?s?\b/g,
    // Portuguese: national institutions of trade and industry.
    /\bservi[cz]i?o social (?:do|da) (?:comercio|industria|transporte)\b/g,
    /\bses[ci]\b/g,
    /\bservice social (?:media|clubs?|enterprises?|impact|network)/g,
  ],
  glued: /soc(?:ial)?w(?:or|r)k(?:er|ers|ing)?/,
  // "socialworks…" in lower case may be "social works" or "social work s…": it says nothing.
  glued_lookalikes:
    /(?:anti|non)socialwork|socialwork(?:space|flow|place|shop|force|out|load|s(?!tudent|chool|upport|ocie|cot|ervice|pecial|earch))s?|socialistwork|socalwork/,
  body_acronyms: words(
    `AASWG ACSWE ANZASW AOSW ASWB ASWEA BASW CASWE CSWE EASSW EASW GCSW IASSW IASWG IFSW JSWEC NABSW NACSW NASW NIASW NSWM SASW SCASW SSWAA SSWLHC SSWR SWRB SWSD USSWA
     ASWNet ADASW BPDSW GADE NADD ISAPSW AAHSW CASWE-ACFTS APSWE AIDOSS CNOAS CNAS`.toUpperCase(),
  ),
  shared_acronyms: words('AASW ACSW ASSW CASW CSWA IASW ACOSA CRISP ABECSW SWAN SWU PSWA AMSW'),
  credentials: words(
    'BSW BSSW DSW LBSW LCSW LCSWA LCSWR LGSW LICSW LISW LMSW LSW MSSW MSW RCSW RSW MSOCWORK MSWAC LIMSW CSWM ACHPSW ASYE NQSW OSWC QCSW DIPSW CQSW AMHP',
  ),
  shared_credentials: words('LPC LMFT LMHC PSYD MFT LPCC RN LCPC LAC PHD LCADC CADC LCMHC MA MED OTR SLP JD LLB LLM'),
  handle_hints: [
    ...['nasw', 'basw', 'cswe', 'aasw', 'ifsw', 'iassw', 'casw', 'anzasw', 'nabsw'].map((letters) => ({ letters, needs: BODY })),
    ...['ssw', 'sosw', 'msw', 'bsw', 'swk', 'gssw', 'swrk', 'sw'].map((letters) => ({ letters, needs: letters === 'sw' ? null : SCHOOL })),
    ...['ts', 'lcsw', 'lmsw', 'licsw', 'macrosw', 'swsc', 'swhelp'].map((letters) => ({ letters, needs: null })),
  ],
  // What SW, SSW and MSW stand for elsewhere: winds and regions, software, waste, films, weight, sex work.
  other_meanings:
    /\b(?:south[ -]?(?:south)?[ -]?west(?:ern)?|s\.?w\.? (?:england|london|florida)|software|swim(?:ming|mers?)?|star wars|stormwater|solid[ -]waste|municipal(?: solid)? waste|waste|landfill|recycl(?:e|ing|ers?)|(?:wind|knots)|sailing|sex work(?:ers?)?|slimming world|medical software)\b/i,
  neighbours:
    /\b(?:social (?:care|services|pedagogy|welfare)|child(?:ren'?s)? (?:welfare|services)|care work|human services|case ?work(?:ers)?|probation|sozialdienst\p{L}*|sozialamt\p{L}*|sozialverband\p{L}*|jugendhilfe|jugendamt\p{L}*|servicios? social(?:es)?|servicos? socia(?:l|is)|services? socia(?:l|ux)|serviz(?:io|i) social[ei]|sociale dienst(?:en)?|socialtjanst\p{L}*|sosialtjeneste\p{L}*|socialforvaltning\p{L}*|pomoc\p{L}* spoleczn\p{L}*|socialni sluzb\p{L}*|educat\p{L}* speciali\p{L}*|educador\p{L}* socia\p{L}*)\b|社会福祉|社會服務|社会服务|사회복지/gu,
  // Roles in law and in offices; trades; old and foreign titles; who teaches on the job; training schemes; where decisions on children are made.
  kin: /\b(?:psws?|principal practitioners?|senior practitioners?|amhps?|best interests? assessors?|mental health officers|iros?|independent reviewing officers?|case ?work(?:ers?)?|case managers?|case management|care managers?|care co-?ordinators?|care navigators?|key ?workers?|family support (?:workers?|practitioners?)|(?:children'?s|court) guardians?|guardians? ad litem|cafcass|(?:family )?court advis[eo]rs?|child(?:ren'?s)? protection (?:work(?:ers?)?|practitioners?|professionals?|officers?|chairs?|leads?|conferences?)|safeguarding (?:leads?|practitioners?|professionals?|officers?|chairs?|teams?)|social care (?:practitioners?|professionals?|workforce|assessors?|officers?|academ\w*)|social services (?:work(?:ers)?|officers?|staff|professionals?)|human services? (?:work(?:ers)?|professionals?|educators?)|helping professions?|almon(?:ers?|ing)|(?:education |school )?welfare (?:work(?:ers?)?|officers?|professionals?|practitioners?)|child welfare (?:work(?:ers)?|professionals?|practitioners?|fellows?|stipend)|social pedagog\w*|(?:fostering|adoption|permanence|placement) panels?|panel chairs?|supervising practitioners?|practice (?:educators?|education|teachers?|assessors?|supervisors?|learning)|field (?:instructors?|educators?|education)|on placement|reflective supervision|step up (?:to|alumni|cohort|graduates?|trainees?|programme|students?)|step up,|think ahead|frontline (?:alumni|fellows?|fellowship|programme|cohort|participants?|graduates?|trainees?)|(?:and|,) frontline (?:and|,|&)|title iv-?e|newly qualified|assessed and supported year|asye|signs of safety|relationship-based practice|strengths-based practice|anti-oppressive practice|person[- ]in[- ]environment|settlement workers?|friendly visitors?|charity organi[sz]ation society|care act (?:assessors?|assessments?)|approved practitioners?|social (?:assistants?|practitioners?|helpers?|carers))\b/,
  siblings: words('welfare caseworkers pedagogy'),
  other_trades:
    /\b(?:social media|marketing|branding|brands?|co-?working|advertis(?:ing|ers?)|influencers?|content creat(?:ion|ors?)|content studio|(?:growth|creative|digital|talent) agency|paid ads|seo|raves?|founders)\b/i,
  register: SOCIAL_WORK_BODIES,
  hashtags: words(
    `nqsw nqsws asye macrosw swchat swk swtwitter swtech swktech swvirtualpal swhelper swscmedia swsc swscm msw bsw lcsw lmsw dsw mswstudent mswstudents bswstudents mswlife swmonth swmonth2026 swunited
     realworldsw swlife swstudent swstudents nasw basw cswe wswd wswday swedu swhistory swpodcast swday swbookgroup swjobs ifsw sswr cswetalks mswprogram swgrads
     nationalsocialworkmonth wswd2026 gc4sw grandchallenges4sw influencepolicy swcares swlicensing aswbexam frontlinesw trabajosocial travailsocial sozialearbeit socionom sosionom`,
  ),
})
