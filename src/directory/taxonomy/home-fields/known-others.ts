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
`)
