// ◆ pure
/** Folded words that tell roles apart (roles.ts), English first, then what bios in the other languages of the fields use. */
const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** Bodies that are named after what they are made of. */
export const HEADS = set(
  `association associations assoc society societies school schools college colleges council institute federation department departments dept faculty board boards union academy academics alliance
   guild chapter division regulator regulators register body coalition consortium collective organisation organization org network community forum centre center club leaders students educators
   sorority fraternity caucus section branch commission committee group programme program group league lodge chair ma msc msw phd bsc degree deans directors
   colegio consejo consejo asociacion federacion escuela facultad departamento sindicato red carrera grado maestria ordre association federation ecole faculte syndicat reseau departement
   verband berufsverband fachverband fachbereich hochschule fakultat gewerkschaft studiengang institut kammer bund ordine consiglio associazione scuola corso federazione sindacato
   conselho associacao escola faculdade curso ordem sindicato forbund forbundet fackforbund utdanning foreningen forening vereniging opleiding beroepsvereniging stowarzyszenie izba
   協会 學會 学会 协会 学院 系 συνδεσμος συλλογος σχολη τμημα союз ассоциация факультет кафедра спілка towarzystwo`,
)
/** Media and events: they need the field beside them, or "for" and the field. */
export const OUTLETS = set(
  `podcast podcasts journal journals magazine blog blogs news newsletter newspaper chat chats tweetchat twitterchat press conference congress symposium publisher publication publications radio show hub
   webinar webinars memes textbook textbooks revista revue zeitschrift rivista tidskrift fagblad fagtidsskrift tijdschrift`,
)
/** After the field's word: "social work education", "social work students". */
export const FOLLOWERS = set(
  `education research practice practitioners profession professionals professional professions student students educator educators degree degrees program programme programs programmes values ethics theory
   policy history studies department dept academics academic leaders leadership field apprenticeship apprenticeships careers career resources tips bsw msw phd reform regulator twitter life month
   week day lecturer professor grad graduate graduates alumni faculty school regulation supervision supervisor manager team lead chat union scholar workforce excellence problems humor humour`,
)
export const LINKS = set('4 of for in on to about by de del della dei degli di da do dos das du des der die fur for pour para per og i voor van')
/** People of the field by what they do in it: "professor of nursing", "student social worker". */
export const PERSONS = set(
  `professor prof lecturer estudiante estudiantes etudiant etudiante etudiants etudiantes studierende studenten studenti student students phd candidate scholar researcher researchers academic dean director chair head lead reader fellow degree graduate grad tutor msc ma ba bachelor master masters doctoral practitioner profesora profesor professeur dozent docente forsker`,
)
export const STRONG = set(
  `fund funds funded funding sponsor sponsors sponsoring sponsored grants donate donates donating employ employs employing hire hires hiring recruit recruits recruiting insure insures insuring staffing
   supply supplies supplying place places placing providing provide provides sell sells selling discounts benevolent finance finances financing buy buys buying feed feeds feeding treat treats pay pays paying deploy deploys deploying
   suchen sucht buscamos recrute recrutons recherche cerchiamo zoeken soker contratamos
   financia financiamos finance finanziert finanzia`,
)
export const SOFT = set(
  `merci gracias danke dankt grazie obrigado obrigada gracies bedankt diolch dziekujemy kudos salute salutes saluting honour honours honouring applaud applauds applauding
   support supports supporting help helps helping assist assists assisting serve serves serving empower empowers empowering enable enables enabling equip equips equipping connect connects connecting
   thank thanks thanking assistance celebrate celebrates celebrating love loves appreciate appreciates honor honors honoring need needs want wants apoya apoyamos soutient unterstutzt sostiene`,
)
export const FORMING = set(
  `train trains training educate educates educating teach teaches teaching prepare prepares preparing develop develops developing mentor mentors mentoring graduate graduates graduating forma formando formons ausbildung`,
)
export const BESIDE = set(
  `partner partners partnered partnering partnership member members accredited approved endorsed recognised recognized certified funded alongside ceu ceus married daughter son wife husband mother grandson`,
)
export const OWNERS = set(
  'onze unsere nos notre nuestras nuestros nossos nossas nostri nostre vores våra våre vara vare our their its with using via from through including plus his her your my',
)
/** "visits by social workers", "run by and for social workers". */
export const AGENTS = set('by')
export const AFTER_MADE = set('run led founded built created made written edited hosted owned started produced managed organised organized curated community')
export const STAFFED = set('staff available onsite on-site on-call employed')
export const SELVES = set(
  `we i i'm we're am are as is a an the proud your by retired former ex future aspiring registered qualified licensed clinical medical school hospital psychiatric forensic independent children's childrens adult
   palliative hospice community senior principal trainee newly mental health oncology pediatric paediatric student advanced travel nhs passionate all things everything for just only another black queer
   and full-time part-time american british tired overworked critical care er icu`,
)
export const NOT = set("not no never isn't aren't without nor neither unlike non nothing instead ain't ≠")
/** "not just social work", "not all social workers". */
export const ONLY = set('just only merely simply all every your solely')
export const TRADES = set(
  `teacher teachers nurse nurses nursing doctor doctors physician physicians lawyer lawyers attorney attorneys solicitors psychologist psychologists psychology counselor counselors counsellor counsellors
   counseling counselling therapist therapists psychiatrist psychiatrists psychiatry police educator educators clinician clinicians chaplain chaplains pharmacist pharmacists dentist dentists paramedic
   paramedics midwife midwives midwifery physiotherapist physiotherapists physios health healthcare medicine law education carer carers caregiver caregivers parent parents family families volunteer
   volunteers advocate advocates pilots sociology criminology psychotherapist psychotherapists judge judges officer officers housing ots slps dietitians dieticians firefighters librarians librarian porters
   cleaners council staff surgeons scientists engineers vets mfts lmfts lpcs teaching pharmacy dentistry physiotherapy nutrition researchers policymakers students emts navigators
   medecins infirmieres infirmiers psychologues educateurs educatrices enseignants avocats medicos medicas enfermeras enfermeros enfermeiros enfermeiras psicologas psicologos psicologi psicologhe
   abogadas abogados maestros docentes medici infermieri educatori avvocati arzte arztinnen pflegekrafte erzieher erzieherinnen lehrer lehrerinnen lehrkrafte ingenieure ingenieurinnen psychologen
   psychologinnen hebammen verpleegkundigen artsen leraren
   chefs cooks drivers dispatchers soldiers bartenders baristas plumbers builders medics gps tas cops pastor pastors vicar vicars priest priests clergy activists campaigners actors novelist veterinarians receptionists accountants carpenters mentors coaches patients survivors youth anthropology economics theology business arts humanities radiographers therapy psychotherapy`,
)
/** Wares and trades with a field as their market. */
export const WARES = set(
  `software app apps shop store scrubs shoes uniforms uniform apparel merch mugs gifts gift discount discounts insurance loans mortgages jewelry stethoscopes coaching retreats candles cards tees tote totes pins badges boxes shipping tools supplies planner planners
   stationery tshirts shirts stickers recruitment staffing agency agencies jobs locums locum vacancies ai notes demo ceus ceu courses templates platform watches bags compression socks deals crm`,
)
/** Words by which a body says that it is something else: then help for the field comes from outside. */
export const OTHER_BODY =
  /\b(?:charity|charities|charitable|foundation|fund|trust|hospices?|hospitals?|saas|demo|ai|locums?|staffing|stethoscopes?|gmbh|company|agency|agencies|start-?up|software|app|platform|firm|church|ngo|non-?profit|not-for-profit|recruit(?:ment|ers?)|bookshop|bookstore|novels?|novelist|drama|thrillers?|roasters?|roastery|insurance|insurers?|bank|retailers?|shop|store|clinics?|tech|ltd|inc|llc|unions?|law|legal aid|shipping|uniforms?|apparel|scrubs|fostering|adoption|food bank|housing association|publishers?|publishing house|memoirs?|poetry|shelters?|helpline|hotline|council|city|county|government|ministry|museum|library|theatre|theater|health system|medical cent(?:er|re)|health cent(?:er|re)|surgery|rehab|treatment|care home|school district|police|sheriff|courts?|prisons?|veterans|refugees?|homeless(?:ness)?|newspaper|broadcaster|band|restaurant|brewery|bakery|cafe|coffee|aide alimentaire|banques? alimentaires?|bancos? de alimentos|banco alimentare|fundacion|fundacao|fondation|fondazione|stiftung|stichting|ong|ehrenamtlich[a-z]{0,2}|benevoles|voluntarios)\b/

/** Trade names: with one of them in the name, letters that may stand for the field are a firm's. */
export const COMMERCE =
  /\b(?:gmbh|ltd|llc|inc|plc|logistics|timber|sawmills?|consult(?:ants|ing)|engineering|brew(?:ing|ery)|estates?|motors|racing|airlines?|railway|trains|shoes|steel|electric(?:al)?|plumbing|roofing|construction|packaging|software|systems|records|radio|fm|holdings|capital|ventures|partners llp|foods?)\b/
/** "talk to a social worker", "every child gets a nurse": somebody whom the reader meets. */
export const MEETS = set(
  'talk speak meet gets get see call contact ask asked have has having need needs with find assigned wants every cita hable habla parla parle parlez contacta contacter kontakt',
)
/** “We tell councils and social workers what we needed”: the field is spoken to, by others. */
export const TELLS = set(
  'tell tells telling told inform informs informing challenge challenges challenging question questions lobby lobbies lobbying remind reminds',
)
/** “when social workers are involved”, “if a social worker visits”: whom somebody else has to do with. */
export const ENTERS = set('involved visit visits knock knocks call calls')
/** “We register and regulate social workers and youth workers”: who keeps the field's register serves nobody outside it, alone or with others'. */
export const REGULATES = set('regulate regulates regulating license licenses licensing registers')

/** Heads that are also where somebody works: "school social worker". */
export const PLACES = set('school schools college colleges community group center centre network program programme student students lead chair board council')

/** "software loved by 9,000 social workers": customers, not makers. */
export const CUSTOM = set('loved used trusted chosen preferred recommended praised adopted enjoyed rated tested favoured favored worn bought referred')
/** After "on": "a nurse on call", but not "nurses on Twitter". */
export const ON_DUTY = set('staff site call hand board duty team')
/** "families who have social workers involved": whom clients meet. What every child should have is a demand of the field's own. */
export const CLIENTS = set(
  'who whose parents families children kids people patients carers caregivers tenants residents teens teenagers survivors clients anyone relatives pupils mothers fathers grandparents',
)
export const DEMANDED = set('should must every each deserve deserves all ought need needs')
export const HAVING = set('have has having had whose')
/** "former social worker": no more. */
export const PAST = set('former ex')
/** "one fab social worker", after others in the same clause. */
export const SINGLE = set('one 1')
/** After one of these somebody is among others. */
export const AMONG = set('plus with has have including')

export const ARTICLES = set('a an another every each')

/** Food, drink and the barber: with one in the name and one in the description a body trades in them, whatever its name plays with. */
export const TREATS =
  /\b(?:coffee|roasters?|roastery|espresso|cafe|tea ?house|bar|pub|taproom|brewing|brewery|brewers|beers?|ales|gin|distillery|wines?|cocktails|pizza|burgers?|tacos|bbq|kitchen|restaurant|diner|bakery|bakers|cakes|donuts|ice cream|barbers?|barbershop|salon|tattoos?)\b/
