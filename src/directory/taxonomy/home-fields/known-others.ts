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
`)
