// ◆ pure
import { bodies } from './define.js'

/**
 * Widely known bodies of no shipped home field, from common public knowledge: with these a bare name is enough to know that a body is outside, unless it
 * says otherwise. Names that others bear too ("~") count by their handle only. Bodies of one shipped field are outsiders to the others (gate/names.ts).
 */
export const KNOWN_OTHERS = bodies(`
  american civil liberties union | aclu; aclu
  amnesty international | amnesty; amnesty
  human rights watch
  southern poverty law center; splcenter
  naacp | national association for the advancement of colored people; naacp
  human rights campaign
  glaad | glsen | pflag
  the trevor project | trevor project; trevorproject
  stonewall
  lambda legal
  national alliance on mental illness | nami; namicommunicate
  mental health america; mentalhealtham
  ~mind; mindcharity
  samaritans | the samaritans; samaritans
  rethink mental illness
  mental health foundation
  active minds
  american foundation for suicide prevention
  crisis text line
  ~shelter; shelter
  ~crisis; crisis_uk
  centrepoint
  st mungo's
  habitat for humanity; habitat habitat_org
  national alliance to end homelessness; naehomelessness
  feeding america; feedingamerica
  no kid hungry | share our strength
  world central kitchen
  trussell trust | the trussell trust
  world food programme
  meals on wheels america
  rainn | rape, abuse & incest national network; rainn
  women's aid | womens aid
  national network to end domestic violence
  planned parenthood; ppfa
  unicef | unicef uk | unicef usa; unicef
  unhcr | un refugee agency
  united nations | un women | unesco | undp
  world health organization
  oxfam | oxfam gb | oxfam america; oxfam
  save the children
  doctors without borders | medecins sans frontieres | msf
  international rescue committee
  red cross | american red cross | british red cross | icrc; redcross britishredcross
  red crescent
  care international
  plan international
  world vision
  nspcc; nspcc
  barnardo's | barnardos; barnardos
  action for children
  the children's society
  childline
  big brothers big sisters | big brothers big sisters of america
  boys & girls clubs of america
  children's defense fund
  child welfare league of america; cwla
  casey family programs; caseyfamily
  annie e. casey foundation
  age uk; age_uk
  aarp; aarp
  alzheimer's society | alzheimer's association
  carers uk
  mencap
  national autistic society | autism speaks
  national institute of mental health | nimh
  samhsa | substance abuse and mental health services administration; samhsagov
  centers for disease control and prevention | cdc
  nhs | nhs england | nhs change day; nhsengland nhschangeday
  department of health and social care
  ofsted
  care quality commission
  united way | united way worldwide
  salvation army | the salvation army
  ymca | ywca
  goodwill | goodwill industries
  rotary international
  lions clubs international
  greenpeace | wwf | sierra club | friends of the earth | extinction rebellion
  rspca | aspca | peta | humane society
  gates foundation | bill & melinda gates foundation | ford foundation | rockefeller foundation
  robert wood johnson foundation
  joseph rowntree foundation
  kellogg foundation | w.k. kellogg foundation
  skoll foundation | skoll centre
  ashoka
  national council of nonprofits
  independent sector
  charity navigator | candid | guidestar
  nten; ntenorg
  netsquared; netsquared
  techsoup
  code for america
  dosomething.org | dosomething
  change.org
  wikipedia | wikimedia foundation
  electronic frontier foundation
  teach for america | teach first
  american psychological association
  american psychiatric association
  british psychological society
  american counseling association
  american medical association | british medical association
  american public health association
  american bar association
  american occupational therapy association | royal college of occupational therapists
  royal college of psychiatrists
  american sociological association
  american cancer society | cancer research uk | macmillan cancer support
  marie curie
  st jude children's research hospital
  mayo clinic
  cleveland clinic
  innocence project
  sentencing project | the sentencing project
  brennan center for justice
  vera institute of justice
  black lives matter
  national urban league
  unidosus
  national domestic violence hotline | the hotline
  veterans affairs | u.s. department of veterans affairs | wounded warrior project
  pew research center
  brookings institution | urban institute
  national education association | american federation of teachers
  cruz roja | croix-rouge | croix rouge | croce rossa | cruz vermelha | rode kruis | rotes kreuz | roda korset
  leger des heils | heilsarmee | fralsningsarmen | armee du salut
  emmaus | emmaus international
  society of women engineers
  british sociological association
  british association for counselling and psychotherapy; bacp
  la leche league | la leche league international
  alcoholics anonymous | narcotics anonymous | al-anon
  st vincent de paul society | society of saint vincent de paul
  catholic charities | catholic charities usa
  citizens advice; citizensadvice
  legal aid society
  mental health first aid
  howard league for penal reform
  prison reform trust
  turn2us
  ~relate; relate_charity
  ~refuge; refugecharity
  secours populaire francais | secours populaire | secours catholique | restos du coeur
  caritas | diakonie | arbeiterwohlfahrt | deutsches rotes kreuz
  police federation | fraternal order of police
  unison the union | gmb union | seiu | afscme | teamsters
  girl scouts | boy scouts of america | girlguiding
  special olympics
  make-a-wish | make-a-wish foundation
  ronald mcdonald house charities
  st john ambulance
  bbc | cnn | npr | the guardian | new york times
  research in practice; researchip
  unison; unisontheunion
  toynbee hall; toynbeehall
  national youth agency; natyouthagency
  joint council for the welfare of immigrants | jcwi; jcwi_uk
  child poverty action group | cpag; cpaguk
  ~coram; coram
  ~family action; family_action
  home-start uk | home-start; homestartuk
  ~become charity; become1992
  who cares? scotland; whocaresscot
  ~kinship; kinshipcharity
  adoption uk; adoptionuk
  the fostering network | fostering network; fosteringnet
  young minds | youngminds; youngmindsuk
  ~the mix; themixuk
  beat eating disorders; beated
  ~papyrus; papyrus_uk
  ~calm | campaign against living miserably; thecalmzone
  ~changing faces | ~scope | ~sense | rnib | rnid; scope sensecharity rnib rnid
  ~turning point | ~change grow live | ~with you; turningpointuk cgl_uk
  st giles trust | nacro | ~catch22 | ~clinks; nacro stgilestrust catch22 clinks_tweets
  ~women in prison; wipuk
  southall black sisters; sbsisters
  freedom fund | anti-slavery international
  refugee council | ~refugee action; refugeecouncil refugeeaction
  freedom from torture; freefromtorture
  ~liberty | ~liberty uk; libertyhq
  runnymede trust; runnymedetrust
  resolution foundation | institute for fiscal studies | ~demos | ~nesta; resfoundation theifs demos nesta_uk
  king's fund | the king's fund | nuffield trust | ~health foundation | the health foundation; thekingsfund nuffieldtrust healthfdn
  ~healthwatch | healthwatch england; healthwatche
  local government association; lgacomms
  big issue | the big issue; bigissue
  national lottery community fund; tnlcomfund
  comic relief | children in need | bbc children in need; comicrelief bbccin
  ncvo | acevo | navca; ncvo acevo navca
  ~zero tolerance | end violence against women; zerotolerance_ evawuk
  council on foundations; cofinteract
  center on budget and policy priorities; centeronbudget
  children's bureau | administration for children and families; acfhhs
  ~head start | national head start association; natlheadstart
  ~zero to three; zerotothree
  prevent child abuse america; preventchildabuse pcaamerica
  darkness to light | childhelp; childhelp
  court appointed special advocates | national casa | casa for children; nationalcasagal
  ~foster club | fosterclub; fosterclub
  ~covenant house; covenanthouse
  true colors united; truecolorsunited
  it gets better project; itgetsbetter
  jed foundation | the jed foundation | ~jed; jedfoundation
  to write love on her arms; twloha
  depression and bipolar support alliance; dbsalliance
  american association of suicidology; aasuicidology
  national council for behavioral health | national council for mental wellbeing; nationalcouncil
  faces & voices of recovery; facesandvoices
  mothers against drunk driving | ~madd; maddonline
  futures without violence; withoutviolence
  joyful heart foundation; thejhf
  ~no more; nomoreorg
  ~it's on us; itsonus
  national coalition against domestic violence; ncadv
  national center for transgender equality; transequality
  glma | ~sage | ~family equality; sageusa family_equality
  equal justice initiative; eji_org
  color of change; colorofchange
  demand progress | ~moveon | ~indivisible; moveon indivisibleteam
  national immigration law center | ~raices; nilc raicestexas
  community action partnership; capartnership
  meals on wheels; _mealsonwheels
  national council on aging | ncoa; ncoaging
  american society on aging; asaging
  family caregiver alliance; caregiverally
  easterseals | ~the arc | arc of the united states; easterseals thearcus
  aclu foundation; aclu
  kaiser family foundation | kff; kff
  commonwealth fund | the commonwealth fund; commonwealthfnd
  ~mathematica | rand corporation | mdrc | child trends; mdrc_news childtrends randcorporation
  chapin hall; chapin_hall
  american association for marriage and family therapy | aamft; theaamft
  american evaluation association; aeaweb
  stanford social innovation review | ssir; ssireview
  chronicle of philanthropy | the chronicle of philanthropy | nonprofit quarterly; philanthropy npquarterly
  ~kiva | donorschoose | gofundme | globalgiving; kiva donorschoose gofundme globalgiving
  points of light | volunteermatch | ~idealist | americorps; pointsoflight volunteermatch idealist americorps
  ~one campaign | global citizen | avaaz; onecampaign glblctzn avaaz
  beyond blue; beyondblue
  headspace australia | ~lifeline australia | r u ok? | mission australia | the smith family; headspace_aus lifelineaust ruokday
  st vincent de paul society australia | ~vinnies; vinniesaust
  canadian mental health association | cmha; cmha_ntl
  kids help phone; kidshelpphone
  habitat para la humanidad
  focus ireland | simon community | peter mcverry trust; focusireland simoncommunity
  american association of people with disabilities | aapd; aapd
  autistic self advocacy network | asan; autselfadvocacy
  disability rights education and defense fund; dredf
  ~disability rights uk; disrightsuk
  leonard cheshire | leonard cheshire disability; leonardcheshire
  ~united cerebral palsy | ~ucp | muscular dystrophy association; ucpnational mdaorg
  national federation of the blind | american foundation for the blind | american council of the blind; nfb_voice afb1921
  national association of the deaf | british deaf association; nad1880 bda_deaf
  national down syndrome society | down's syndrome association | national down syndrome congress; ndss dsainfo
  national multiple sclerosis society | ms society | multiple sclerosis society; mssociety mssocietyuk
  parkinson's foundation | parkinson's uk | michael j. fox foundation | the michael j. fox foundation; parkinsondotorg parkinsonsuk michaeljfoxorg
  epilepsy foundation | epilepsy action | epilepsy society; epilepsyfdn epilepsyaction epilepsysociety
  american heart association | british heart foundation | stroke association | american stroke association; american_heart thebhf thestrokeassoc
  american diabetes association | diabetes uk | jdrf; amdiabetesassn diabetesuk jdrf
  american lung association | british lung foundation | asthma uk; lungassociation
  leukemia & lymphoma society | leukemia and lymphoma society | susan g. komen | breast cancer now | livestrong | livestrong foundation; llsusa susangkomen breastcancernow livestrong
  clic sargent | young lives vs cancer | teenage cancer trust | ~maggie's centres; cr_uk teenagecancer
  terrence higgins trust | national aids trust | aids united | gay men's health crisis | elton john aids foundation; thtorguk nat_aids_trust aidsunited gmhc ejaf
  hospice uk | national hospice and palliative care organization | sue ryder; hospiceukcharity nhpco_news sue_ryder
  british psychoanalytic council | uk council for psychotherapy | american group psychotherapy association; bpcuk ukcp_updates
  american music therapy association | american art therapy association | british association for music therapy; amtainc arttherapyorg
  american physical therapy association | chartered society of physiotherapy; aptatweets thecsp
  american speech-language-hearing association | royal college of speech and language therapists; ashaweb rcslt
  american academy of pediatrics | royal college of paediatrics and child health | royal college of general practitioners; ameracadpeds rcpchtweets rcgp
  academy of nutrition and dietetics | british dietetic association; eatright bda_dietitians
  doctors of the world | partners in health | physicians for human rights | direct relief | americares; dotw_uk pih p4hr directrelief americares
  national health service corps | health resources and services administration | substance abuse and mental health services; nhscorps hrsagov
  national institutes of health | public health england | uk health security agency | ~nice | national institute for health and care excellence; nih phe_uk ukhsa nicecomms
  us department of health and human services | u.s. department of health & human services | us department of education; hhsgov usedgov
  housing and urban development | u.s. department of housing and urban development | us department of labor; hudgov usdol
  national housing federation | chartered institute of housing | homeless link | national low income housing coalition; natfednews cihhousing homelesslink nlihc
  coalition for the homeless | corporation for supportive housing | ~community solutions | ~invisible people; nyhomeless invisiblepeople
  ~depaul uk | emmaus uk | ~the passage | ~single homeless project | the connection at st martin-in-the-fields; depaulcharityuk emmausuk
  national fair housing alliance | eviction lab | national housing law project; natfairhouse evictionlab nhlp_org
  ~bread for the world | food research & action center | food research and action center | fareshare | ~city harvest | food bank for new york city; bread4theworld fractweets fareshareuk cityharvest foodbank4nyc
  ~mazon | why hunger | whyhunger | wholesome wave | slow food; mazonusa whyhunger slowfoodhq
  electronic privacy information center | mozilla | mozilla foundation | creative commons | internet archive; mozilla creativecommons internetarchive
  hot: humanitarian openstreetmap team | humanitarian openstreetmap team | datakind | ushahidi | girls who code | black girls code; hotosm datakind ushahidi girlswhocode blackgirlscode
  nonprofit tech for good | nonprofit marketing guide | beth's blog | social media examiner; nonprofitorgs npmktgd smexaminer
  ~hootsuite | ~sprout social | ~mailchimp | ~canva; hootsuite sproutsocial mailchimp canva
  national association for the education of young children | naeyc | save the children us; naeyc
  national parent teacher association | national pta | parents anonymous | family voices; nationalpta
  national mentoring partnership | ~mentor national | after-school alliance | afterschool alliance | 4-h | city year | youthbuild usa; mentorprogram afterschool4all 4h cityyear youthbuildusa
  prince's trust | the prince's trust | scouts | the scout association | girlguiding uk | ukyouth | uk youth | onside youth zones; princestrust scouts ukyouth
  centre for mental health | time to change | mental health first aid england | mhfa england | place2be | anna freud | anna freud centre | charlie waller trust; centreformh timetochange mhfaengland place2be afncccf
  mindful schools | ~headspace | calm harm | ~shout uk | ~togetherall; giveusashout
  active listening helpline | national suicide prevention lifeline | 988 suicide & crisis lifeline | befrienders worldwide; 988lifeline befrienders
  alcohol change uk | adfam | release drugs | drugpolicy alliance | drug policy alliance | harm reduction coalition | national harm reduction coalition | transform drug policy foundation; alcoholchangeuk drugpolicyorg harmreduction transformdrugs
  shatterproof | partnership to end addiction | smart recovery | hazelden betty ford | hazelden betty ford foundation; weareshatterproof hazeldenbf
  safelives | respect uk | galop | ~hollaback | rape crisis england & wales | rape crisis scotland | ~end the backlog; safelives_ galopuk rapecrisisew
  national sexual violence resource center | nsvrc | polaris project | ~polaris | ~love146 | ecpat usa | stop the traffik; nsvrc polaris_project stopthetraffik
  nnedv | ~break the cycle | love is respect | loveisrespect; nnedv loveisrespect
  outright action international | ilga world | gender spectrum | mermaids uk | mermaids | gendered intelligence | lgbt foundation | albert kennedy trust | akt | consortium of lgbt; outrightintl ilgaworld mermaids_gender genderintell lgbtfdn aktcharity
  national lgbtq task force | campus pride | point of pride | ~gsa network | athlete ally; thetaskforce campuspride athleteally
  national council of la raza | league of united latin american citizens | lulac | mijente | mexican american legal defense and educational fund | maldef; lulac maldef
  asian americans advancing justice | national congress of american indians | native american rights fund | first nations development institute; aaajc ncai1944 ndnrights
  council on american-islamic relations | muslim aid | islamic relief | islamic relief usa | anti-defamation league | jewish family service | world jewish relief; cairnational muslimaid islamicrelief adl
  immigrant legal resource center | united we dream | american immigration council | kids in need of defense | define american; the_ilrc unitedwedream immcouncil supportkind
  refugees international | hias | church world service | lutheran immigration and refugee service | women's refugee commission | world relief | choose love; refugeesintl hiasrefugees cws_global wrcommission chooselove
  british institute of human rights | equality and human rights commission | justice uk | legal action group | law centres network | public law project | just for kids law; bihrhumanrights ehrc lawcentres publiclawproject justforkidslaw
  national legal aid & defender association | national legal aid and defender association | juvenile law center | youth law center | children's law center | campaign for youth justice; nlada juvlaw1
  national juvenile justice network | the marshall project | prison policy initiative | families against mandatory minimums | famm | critical resistance | prison fellowship | the bail project; marshallproj prisonpolicy fammfoundation bailproject
  prison advice and care trust | ~pact | koestler arts | storybook dads | user voice | ~unlock; prisonadvice koestlerarts uservoiceorg
  everytown | moms demand action | everytown for gun safety | giffords | sandy hook promise | brady campaign | march for our lives; everytown momsdemand giffords_org sandyhook amarch4ourlives bradybuzz
  common cause | league of women voters | rock the vote | fair fight | public citizen | voto latino; commoncause lwv rockthevote public_citizen votolatino
  economic policy institute | center for american progress | national employment law project | institute for women's policy research | national women's law center | national partnership for women & families; economicpolicy amprog nelpnews iwpresearch nwlc npwf
  fawcett society | the fawcett society | ~women's resource centre | women's budget group | young women's trust | maternity action | pregnant then screwed; fawcettsociety womensgrid_ womensbudgetgrp
  ms foundation for women | girls inc | girls inc. | malala fund | she should run | girl effect | ~day one; girls_inc malalafund girleffect
  caring.com | family caregiver | carers trust | alzheimer scotland | dementia uk | alzheimer's research uk | independent age | the silver line; carerstrust dementiauk alzresearchuk independentage
  british red cross uk | st john's ambulance | st. john ambulance | royal voluntary service; stjohnambulance royalvolservice
  charities aid foundation | charity commission | charity commission for england and wales | directory of social change | institute of fundraising | chartered institute of fundraising | small charities coalition | lloyds bank foundation; cafonline chtycommission dsc_charity ciof_uk
  paul hamlyn foundation | esmee fairbairn foundation | barrow cadbury trust | wellcome trust | wellcome | big lottery fund | trust for london; phf_uk esmeefairbairn wellcometrust trustforlondon
  macarthur foundation | open society foundations | carnegie corporation | lumina foundation | w. t. grant foundation | william t. grant foundation | annenberg foundation | packard foundation; macfound opensociety carnegiecorp luminafound wtgrantfdn
  ~bridgespan | the bridgespan group | board source | boardsource | association of fundraising professionals | council for advancement and support of education | ~compasspoint | fidelity charitable; bridgespangroup boardsource afpihq
  ~community organising | citizens uk | ~acorn | industrial areas foundation | faith in action | people's action | center for community change | ~community change; citizensuk
  350.org | earthjustice | natural resources defense council | nrdc | sunrise movement | national wildlife federation | the nature conservancy | rainforest alliance | fridays for future; 350 earthjustice nrdc sunrisemvmt nwf nature_org
  world food program usa | heifer international | mercy corps | action against hunger | bread and roses | water aid | wateraid | charity: water | christian aid | cafod | tearfund | war child | actionaid | concern worldwide | trocaire; heifer mercycorps acfusa wateraid charitywater christian_aid cafod tearfund warchilduk actionaid concern trocaire
  unaids | unfpa | unodc | ohchr | international labour organization | ocha | un environment programme | world bank; unaids unfpa unodc ilo unocha worldbank
  black dog institute | sane australia | reachout australia | ~orygen | beyondblue | batyr | salvation army australia | australian red cross | anglicare australia | ~uniting care | ~lifeline; blackdoginst saneaustralia reachout_aus orygen_aus
  australian council of social service | acoss | brotherhood of st laurence | royal children's hospital | white ribbon australia | our watch; acoss brotherhoodinfo whiteribbonaust ourwatchaus
  ~jigsaw | aware ireland | pieta house | barnardos ireland | spunout | ~ispcc | st patrick's mental health services; jigsawyh pietahouse spunout ispccchildline
  united way centraide canada | centre for addiction and mental health | camh | egale canada | food banks canada | canadian women's foundation | jack.org | raising the roof; camhnews foodbankscanada cdnwomenfdn jackdotorg
  ~mental health foundation of new zealand | plunket | youthline nz | women's refuge nz; mentalhealthnz youthline
  médecins du monde | handicap international | humanity & inclusion | humanity and inclusion; hi_unitedstates
  association of american medical colleges | american hospital association | national association of community health centers | joint commission | the joint commission; aamctoday ahahospitals nachc tjcommission
  national association of school psychologists | american school counselor association | school library association | american library association | national association of secondary school principals; nasponline myasca alalibrary nassp
  public library association | chartered institute of library and information professionals | cilip; cilipinfo
  royal college of midwives | royal college of physicians | royal society of medicine | faculty of public health | royal society for public health; midwivesrcm rcplondon rsph_uk
  ~college of policing | national police chiefs' council | international association of chiefs of police | national association of probation executives; collegeofpolice policechiefs theiacp
  national fire chiefs council | fire brigades union | london fire brigade; nfcc_firechiefs londonfire
  association for the advancement of sustainability in higher education | national union of students | jisc | universities uk | advance he; nusuk jisc universitiesuk
  tedx | ~ted | ted talks | ted-ed; tedtalks tedx
  ~story corps | storycorps | humans of new york | upworthy | propublica | mother jones | the atlantic | huffpost | washington post | the washington post | al jazeera | ~vox; storycorps humansofny upworthy propublica motherjones theatlantic huffpost washingtonpost ajenglish voxdotcom
  ~third sector | civil society news | ~community links | ~the conversation | opendemocracy; thirdsector civilsocietyuk
`)
