// ◆ pure
import { anyOf, words } from './home-fields/define.js'

/**
 * Trades, causes and public bodies that are of no shipped home field, as they stand in names: by class, in the languages in which bodies were nominated. Written
 * for this project from general knowledge. A star stands for any ending; a name in German or Dutch is often one word. Left out is what bodies of social work or nursing call
 * themselves without naming their field: welfare, family, care, community, health, youth, justice, integration, and words that are also surnames or places.
 */
const lines = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

const ENGLISH = lines(`
  ombudsman, ombudsperson, parliament, senate, embassy, consulate, court service*, fire service*, fire brigade, ambulance, coastguard, lifeboat*, mountain rescue, national park*, electoral commission, central bank,
  university hospital*, hospital trust, blood service*, blood donor*, organ donation, transplant*, vaccin*, public library, national trust, zoo, aquarium, botanic*, observatory,
  undiagnosed, rare disease*, rare condition*, syndrome*, asthma, lung*, kidney*, liver, lupus, sickle cell, cystic fibrosis, multiple sclerosis, motor neuron*, muscular dystrophy, arthritis, osteoporosis, down syndrome, down's syndrome, cerebral palsy, spina bifida, brain injury, brain tumour*, spinal injur*,
  huntington*, tourette*, dyslexia, dyspraxia, adhd, stammering, stuttering, eating disorder*, anorexia, bipolar, schizophrenia, ptsd, gambling, alcoholi*, drug policy, harm reduction, overdose*, tobacco, smoking,
  malaria, tuberculosis, polio, ebola, hepatitis, sepsis, meningitis, miscarriage*, stillbirth*, sids, fertility, breastfeeding, abortion, contracept*, menopause, endometriosis, tinnitus, guide dog*, wheelchair*, paralympic*, amputee*,
  food aid, food pantry, soup kitchen*, famine, malnutrition, clean water, sanitation, landmine*, disaster relief, search and rescue, fair trade, microfinance, anti-slavery, slavery, trafficking, torture, genocide, death penalty, wrongful conviction*, bail, gun violence, knife crime, gun control, hate crime*, stalking,
  disarmament, nuclear, peace corps, press freedom, free speech, voting, voters, democracy, electoral, transparency, corruption, whistleblow*, consumer*, pensioner*, landlord*, squatters, travellers, gypsy, roma, romani, indigenous, first nations, aboriginal,
  fair pay, living wage, minimum wage, debt, payday, microcredit, unemployed, sex work*, gay, lesbian, bisexual, intersex, queer, nonbinary, gender identity, suffrage, feminist*, girl guides,
  sanctuary, donkey*, whale*, bees, badger*, hedgehog*, veterinar*, vegan*, vegetarian*, biodiversity, conservation, rewilding, recycling, renewable*, solar, cyclists, pedestrian*, road safety, drowning,
  optometr*, optician*, surgeon*, surgery, anaesthe*, anesthe*, paediatric*, pediatric*, obstetric*, gynaecolog*, gynecolog*, radiolog*, patholog*, cardiolog*, oncolog*, neurolog*, dermatolog*, gastroenterolog*, geriatric*, pharmaceutical, chiropract*, osteopath*, podiatr*, orthopt*, audiolog*, art therap*, music therap*, drama therap*,
  prosthet*, biomedical, pharmacolog*, immunolog*, microbiolog*, epidemiolog*, toxicolog*, biolog*, chemist*, chemistry, physics, physicists, mathematic*, statistic*, actuar*, astronom*, geolog*, geograph*, historian*, archaeolog*, anthropolog*, philosoph*, linguist*, political science, criminolog*, economist*, engineer*, surveyor*, planning institute, builders, electrician*, plumbers,
  pilots, seafarers, dockers, miners, postal workers, train drivers, bus drivers, truckers, farmworkers, fishermen, chefs, bartenders, hoteliers, retailers, bankers, auditors, notaries, barristers, judges, prosecutors, prison officers, customs officers, headteachers, principals association, school leaders, professors, university teachers, novelists, authors, writers, poets, composers, musicians, actors, dancers, photographers, designers, film makers, filmmakers, playwrights, translators, interpreters, broadcasters, publishers, booksellers, archivists, curators,
  orchestra, opera, ballet, symphony, chorus, festival, biennale, football club, rugby club, athletic club, marathon, olympic*, chess, scouting, allotment*`)

/** After one of these a soft cause may be what people of the field do: "Mental Health Practitioners Network". */
const SOFT = lines(`
  mental health, mental illness, disability, disabilities, disabled, learning disabilit*, deafblind, bereavement, bereaved, addiction*, substance abuse, drug*, children's rights, rights of the child, women's rights, equality commission, human trafficking, child protection society,
  aging, ageing, older people, loneliness, grief, single parents, lone parents, grandparents, adoptees, donor conceived, runaway*, missing people, missing children, stepfamil*, twins, widow*, orphan*, childhood cancer, food insecurity, eviction*`)

const SPANISH = lines(`
  banco* de alimentos, hambre, comedor* popular*, comedores, sin hogar, sin techo, refugiad*, migrantes, inmigrantes, desplazad*, derechos humanos, derechos del niño, defensor* del pueblo, defensoría*, fiscalía, ayuntamiento, ministerio de sanidad, ministerio de salud, ministerio de educación, ministerio de justicia, policía*, bomberos, guardia civil, ejército,
  hospital*, clínica, clínicas, cáncer, alzheimer, párkinson, autismo, síndrome de down, diabetes, sida, vih, esclerosis, parálisis cerebral, suicidio, ciegos, sordos, discapacidad, personas con discapacidad, donantes, sangre, médico, médicos, médica, médicas, doctores, abogad*, abogacía, jueces, notarios, psicólog*, psicología, psiquiatr*, farmacéutic*, farmacia, odontólog*, dentistas, veterinari*, fisioterapeut*, terapeutas ocupacionales, maestros, maestras, profesores, docentes, magisterio, ingenier*, arquitect*, economistas, periodistas, sociólog*, biblioteca*, bibliotecari*, museo*, teatro*, orquesta*, pensiones, jubilad*, violencia de género, violencia machista, mujeres maltratadas, aborto, feminista*, igualdad de género, lgtb*, vivienda*, inquilin*, desahucio*, hipoteca*, animales, bosques, clima, océanos`)

const PORTUGUESE = lines(`
  banco alimentar, bancos alimentares, fome, sem-abrigo, sem abrigo, sem-teto, sem teto, sem terra, refugiados, direitos humanos, direitos da criança, provedor* de justiça, defensoria pública, ministério público, ministério da saúde, ministério da educação, câmara municipal, prefeitura*, polícia*, bombeiros,
  hospitais, câncer, cancro, autismo, surdos, cegos, pessoas com deficiência, médico, médicos, médica, médicas, advogad*, juízes, psicólog*, psicologia, psiquiatria, farmacêutic*, dentistas, veterinári*, fisioterapeut*, professores, engenheir*, arquitet*, economistas, jornalistas, sociólog*, biblioteca*, museu*, violência doméstica, violência contra, moradia, inquilinos, animais, bombeiro*`)

const FRENCH = lines(`
  banque* alimentaire*, aide alimentaire, faim, sans-abri, sans abri, sans-logis, mal-logement, mal logement, sdf, maraude*, réfugié*, migrants, exilés, demandeurs d'asile, droits de l'homme, droits humains, droits de l'enfant, défenseur* des droits, ministère de la santé, ministère de la justice, ministère de l'éducation, mairie, ville de, préfecture*, police, gendarmerie, pompiers, sapeurs-pompiers, samu, armée,
  hôpital*, hôpitaux, clinique, cliniques, cancer, autisme, trisomie, diabète, sida, vih, sclérose, paralysés, myopathie*, suicide, aveugles, sourds, malvoyants, handicap*, don du sang, médecin, médecins, médecine, avocat*, barreau, magistrat*, notaires, psychologue*, psychologie, psychiatr*, pharmacien*, dentistes, vétérinaire*, kinésithérapeute*, ergothérapeute*, orthophoniste*, sages-femmes, enseignant*, instituteurs, professeurs, ingénieur*, architecte*, économistes, journalistes, sociolog*, bibliothèque*, bibliothécaire*, médiathèque*, musée*, théâtre*, orchestre*, violences conjugales, violences faites aux femmes, féministe*, planning familial, syndicat*, conventions collectives, locataires, logement*, surendettement, animaux, climat, forêts, cyclistes`)

const ITALIAN = lines(`
  banco alimentare, fame, senza dimora, senzatetto, rifugiati, migranti, diritti umani, diritti dell'infanzia, garante*, ministero della salute, ministero della giustizia, comune di, polizia, carabinieri, vigili del fuoco, protezione civile, ospedale*, ospedali, policlinico, cancro, tumori, autismo, ciechi, sordi, disabili, disabilità, sangue, medici, avvocati, magistrati, notai, psicolog*, psichiatr*, farmacist*, odontoiatri, veterinari, fisioterapisti, insegnanti, docenti, ingegneri, architetti, economisti, giornalisti, sociologi, biblioteca*, bibliotecari, museo, musei, teatro, antiviolenza, violenza sulle donne, inquilini, animali, bambini malati`)

const GERMAN = lines(`
  die tafel, tafeln, tafel deutschland, tafel österreich, lebensmittelbank, suppenküche*, obdachlos*, wohnungslos*, flüchtling*, geflüchtete*, asyl*, seenotrettung, menschenrecht*, kinderrecht*, frauenhaus*, frauenhäuser*, frauennotruf*, notruf*, telefonseelsorge, bundesministerium, landesministerium, innenministerium, gesundheitsministerium, justizministerium, stadtverwaltung, polizei*, feuerwehr*, bundeswehr, zoll, rettungsdienst*, katastrophenschutz,
  krankenhaus, krankenhäuser, klinikum, kliniken, universitätsklinik*, krebs*, kinderkrebs*, alzheimer*, demenz*, diabetes*, rheuma*, aidshilfe*, aids-hilfe, suizid*, blinden*, gehörlosen*, behinderten*, schlaganfall*, herzstiftung, blutspende*, ärzt*, bundesärzt*, landesärzt*, zahnärzt*, tierärzt*, anwält*, rechtsanwalt*, anwaltverein*, richter*, notar*, psycholog*, psychotherapeut*, psychiatr*, apotheker*, physiotherapeut*, ergotherap*, logopäd*, hebammen*, lehrer*, lehrkräfte*, philologenverband, ingenieur*, architekt*, volkswirt*, journalist*, soziolog*, bibliothek*, stadtbücherei*, museum*, museen, theater*, langzeitarbeitslos*, arbeitsmarkt*, mieter*, mieterbund, mieterverein, schuldner*, tierschutz*, tierheim*, naturschutz*, klimaschutz*, umwelt*, verbraucher*, sportverein*, sportbund, gewerkschaft der polizei, tierärzte*, welthungerhilfe, hungerhilfe, kriegsgräber*`)

const DUTCH = lines(`
  voedselbank*, voedselbanken, daklozen*, dakloos*, vluchteling*, asielzoek*, mensenrechten*, kinderrechten*, ombudsman*, kinderombudsman, gemeente, politie*, brandweer*, ambulance*, ziekenhuis*, ziekenhuizen, kanker*, hartstichting, nierstichting, longfonds, dementie*, aidsfonds, zelfmoord*, doven*, blinden*, artsen*, huisartsen*, advocaten*, rechters, psycholog*, psychiater*, apothekers*, tandartsen*, dierenartsen*, fysiotherapeut*, verloskundigen*, leraren*, onderwijsbond, ingenieurs*, architecten*, journalisten*, bibliotheek*, openbare bibliotheek, museum*, huurders*, woonbond, dierenbescherming, natuurmonumenten, milieudefensie, armoede*, schuldhulp*, slachtofferhulp`)

const NORDIC = lines(`
  hemlös*, hjemløs*, hjemløse*, asunnottom*, flykting*, flyktning*, flygtning*, pakolais*, mänskliga rättigheter, menneskerettighe*, ihmisoikeu*, matcentral*, matbank*, matsentral*, ruokapankki, stadsmission*, bymisjon*, barnombud*, barneombud*, rädda barnen, redd barna, red barnet, pelastakaa lapset, polisen, polismyndigheten, politi*, poliisi*, brannvesen*, räddningstjänst*, sjukhus*, sykehus*, sygehus*, hospitalet, sairaala*, cancerfonden, barncancer*, kreft*, kræft*, syöpä*, hjärt*, diabetes*, demens*, autism*, självmord*, selvmord*, döva*, synskadade*, blinde*, läkare*, läkarförbund*, leger, legene*, legeforening*, læge*, lääkäri*, advokat*, asianajaja*, domare*, psykolog*, psykiater*, apotekare*, farmaceut*, tandläkar*, tannleger, legene*, legeforening*, tandlæge*, veterinär*, fysioterapeut*, barnmorsk*, jordm*, lärare*, lærer*, lektor*, opettaj*, utdanningsforbundet, ingenjör*, ingeniør*, arkitekt*, journalist*, bibliotek*, kirjasto*, museum*, entreprenør*, entreprenör*, hyresgäst*, leieboer*, kvinnojour*, krisesent*, krisecent*, djurskydd*, dyrevern*, naturskydds*, naturvern*, klimat*`)

const SLAVIC = lines(`
  bank żywności, banki żywności, bezdomn*, uchodźc*, uchodźst*, praw człowieka, praw dziecka, rzecznik praw*, akcja humanitarna, pomoc humanitarna, policja, straż pożarna, szpital*, hospicjum, nowotwor*, rakiem, głuch*, niewidom*, niepełnosprawn*, lekarz*, lekarska, adwokat*, radców prawnych, sędzi*, psycholog*, psychiatr*, aptekarska, farmaceut*, stomatolog*, weterynar*, fizjoterapeut*, nauczyciel*, inżynier*, architekt*, dziennikarz*, bibliotek*, muzeum, lokator*, schronisko*, zwierząt, potravinová banka, potravinov*, bezdomovc*, uprchlík*, utečenc*, lidská práva, lidských práv, nemocnice, lékař*, lekár*, učitel*, knihovna, knižnica, izbjeglic*, ljudskih prava, beskućni*, bolnica, liječnik*, zdravnik*, odvetni*, begunc*,
  хоспис*, бездомн*, беженц*, беженк*, прав человека, права человека, полиция, больница, больниц*, рака, раком, детский фонд, врач*, адвокат*, психолог*, психиатр*, учител*, библиотек*, музей, животных, біженц*, безхатьк*, прав людини, лікар*, лікарн*, вчител*, бібліотек*, насилию, насильства, голод*`)

const OTHERS = lines(`
  élelmiszerbank, hajléktalan*, menekült*, emberi jogok*, orvosi kamara, ügyvédi kamara, kórház*, tanár*, könyvtár*, banca de alimente, bancă de alimente, refugiaț*, drepturile omului, spital*, medicilor, avocat*, psihologilor, profesorilor, gıda bankası, mülteci*, insan hakları, tabip*, tabipleri, barosu, barolar, hastane*, hastanesi, kanser*, öğretmen*, kütüphane*, itfaiye, polis, τράπεζα τροφίμων, αστέγων, αστεγ*, προσφυγ*, ανθρωπίνων δικαιωμάτων, ιατρικ*, ιατρων, δικηγορικ*, νοσοκομει*, βιβλιοθηκ*, αστυνομια, καρκιν*, banc d'aliments, sense llar, refugiats, drets humans, metges, advocats, biblioteques, hospice, hospiz*, hospis*,
  kanser, rumah sakit, pengungsi, hak asasi, perpustakaan, dokter, pengacara, polisi, bệnh viện, thư viện, luật sư, người tị nạn, wakimbizi, haki za binadamu, hospitali, madaktari, walimu,
  世界展望, 無國界醫生, 无国界医生, 國境なき医師団, 国境なき医師団, 紅十字, 红十字, 赤十字, 難民, 难民, 饥饿, 食物銀行, 食物银行, フードバンク, ホームレス, 街友, 露宿者, 人權, 人权, 人権, 癌症, 癌協會, がん, 自殺, 自杀, 醫師, 医师, 医師会, 醫學會, 律師, 律师, 弁護士, 教師會, 教师, 圖書館, 图书馆, 図書館, 博物馆, 博物館, 警察, 消防, 病院, 醫院, 医院, 動物, 环保, 環境保護, 認知症, 盲人, 視覚障害, 聽障, 孤児, 遺児, 난민, 노숙인, 푸드뱅크, 인권, 의사협회, 변호사, 병원, 도서관, 경찰, 자살예방, 적십자, โรงพยาบาล, ผู้ลี้ภัย, สิทธิมนุษยชน, ห้องสมุด, ตำรวจ,
  اللاجئين, حقوق الإنسان, بنك الطعام, مستشفى, الأطباء, المحامين, السرطان, الهلال الأحمر, مكتبة, الشرطة, פליטים, זכויות האדם, בית חולים, רופאים, עורכי הדין, ספריה, ספרייה, משטרה, בנק מזון, अस्पताल, शरणार्थी, मानवाधिकार, पुस्तकालय, पुलिस`)

/** Kinds of bodies and causes of no home field, in any of these languages. Global, over folded text. */
export const OTHER_CAUSES = anyOf([...ENGLISH, ...SPANISH, ...PORTUGUESE, ...FRENCH, ...ITALIAN, ...GERMAN, ...DUTCH, ...NORDIC, ...SLAVIC, ...OTHERS])
export const SOFT_CAUSES = anyOf(SOFT)

/** Names that one movement or body bears throughout the world, so that a place or a country's own word behind it is a branch. */
export const WORLDWIDE = new Set(
  words(
    "amnesty caritas oxfam unicef unhcr unesco greenpeace samaritans emmaus emaus diakonie barnardos barnardo's mencap ymca ywca msf goodwill habitat techo movember ashoka transparency",
  ),
)

/** Tags of movements, days and other trades' talks, as they are known to many; lower case. They hold no cause that could be read from their words. */
export const KNOWN_TAGS = new Set(
  words(`blacklivesmatter blm metoo timesup niunamenos heforshe sayhername takeaknee bringbackourgirls fridaysforfuture extinctionrebellion istandwithukraine mmiw idlenomore oscarssowhite
    loveislove marchforourlives marriageequality occupywallstreet enoughisenough noh8 itgetsbetter standwithrefugees leavenoonebehind seebruecke wirhabenplatz balancetonporc
    edchat edtech educhat satchat ntchat sschat engchat scichat mathchat mtbos aussieed ukedchat edutwitter teachertwitter phdchat ecrchat academictwitter scicomm hcsm hcldr hcsmuk medtwitter foamed meded
    askadoc physiotalk slpeeps ot4ot psychtwitter lawtwitter histodons librarians libchat givingtuesday nptech nonprofit fundchat charitytuesday worldaidsday idahobit iwd iwd2024 earthday movember dryjanuary
    bellletstalk timetotalk timetochange oktosay ruok ruokday worldrefugeeday pinkshirtday redcross unicef amnesty oxfam sdgs globalgoals agenda2030 homelesstwitter lgbtqia pride autismacceptance actuallyautistic
    cripthevote neurodiversesquad disabilitytwitter spoonie`),
)
