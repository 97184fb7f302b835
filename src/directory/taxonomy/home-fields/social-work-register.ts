// ◆ pure
import { bodies } from './define.js'

/**
 * Known bodies of social work, from common public knowledge: names, and handles only where they are certain. "~" before a name says that others
 * bear it too (it then counts by its handle only).
 */
export const SOCIAL_WORK_BODIES = bodies(`
  international federation of social workers; ifsw
  international association of schools of social work; iassw_aiets
  international council on social welfare
  international consortium for social development
  international association for social work with groups
  commonwealth organisation for social work
  european association of schools of social work
  european association for social work research | european social work research association
  national association of social workers; nasw naswpress naswfoundation naswmi naswnyc
  nasw press
  nasw foundation
  nasw assurance services
  council on social work education; csocialworked
  association of social work boards; aswb
  society for social work and research; sswrorg
  society for social work leadership in health care; sswlhc
  network for social work management | network for social work managers; thenswm
  national association of black social workers
  national association of christian social workers | north american association of christians in social work
  national association of puerto rican and hispanic social workers | national association of puerto rican & hispanic social workers
  national association of deans and directors of schools of social work
  association of baccalaureate social work program directors
  group for the advancement of doctoral education in social work
  school social work association of america
  american board of examiners in clinical social work | american board of clinical social work
  clinical social work association
  american association for psychoanalysis in clinical social work
  association of oncology social work
  association of pediatric oncology social workers
  national association of perinatal social workers
  council of nephrology social workers
  society for transplant social workers
  national kidney foundation council of nephrology social workers
  social work hospice and palliative care network
  national organization of forensic social work
  association of veterans affairs social workers
  american case management association social work section
  latino social workers organization
  rural social work caucus
  social welfare action alliance
  association for community organization and social action | association for community organization and social administration; acosaorg acosa
  special commission to advance macro practice | special commission to advance macro practice in social work; macrosw_comm
  influencing social policy; influencepolicy
  ~crisp | congressional research institute for social work and policy; crispinfo
  grand challenges for social work; grandchalsw
  american academy of social work and social welfare
  social work policy institute
  phi alpha honor society
  institute for the advancement of social work research
  nancy a. humphreys institute for political social work
  british association of social workers; basw_uk basw_ni basw_cymru
  scottish association of social work; scotsw
  social workers union
  social workers benevolent trust
  social workers educational trust
  social work england; socialworkeng
  social work scotland; socworkscot
  social work action network
  joint university council social work education committee
  association of professors of social work
  joint social work education conference
  ~frontline | frontline social work; frontlinesw
  ~think ahead | think ahead social work; thinkaheadmh
  step up to social work
  association of palliative care social workers
  association of care experienced social care workers
  northern ireland social care council
  irish association of social workers
  canadian association of social workers; casw_acts
  canadian association for social work education
  ontario association of social workers
  ontario college of social workers and social service workers
  british columbia association of social workers | bc association of social workers
  alberta college of social workers
  saskatchewan association of social workers
  new brunswick association of social workers
  nova scotia college of social workers
  newfoundland and labrador college of social workers
  ordre des travailleurs sociaux et des therapeutes conjugaux et familiaux du quebec
  australian association of social workers; aasw_
  australian council of heads of schools of social work
  aotearoa new zealand association of social workers | anzasw
  social workers registration board
  council for social work education aotearoa new zealand
  south african council for social service professions
  association of south african social work education institutions
  association of schools of social work in africa
  national association of social workers of uganda
  association of social workers of kenya | kenya national association of social workers
  nigeria association of social workers
  ghana association of social workers
  asian and pacific association for social work education
  singapore association of social workers
  hong kong social workers association
  hong kong social workers registration board
  philippine association of social workers
  national association of professional social workers in india
  malaysian association of social workers
  japanese association of certified social workers
  japanese association of social workers
  china association of social workers | china association for social work education
  israel association of social workers
  consejo general del trabajo social; cgtrabajosocial
  federacion internacional de trabajadores sociales
  conselho federal de servico social | cfess
  associacao brasileira de ensino e pesquisa em servico social
  associacao dos profissionais de servico social
  colegio de asistentes sociales de chile | colegio de trabajadores sociales de chile
  association nationale des assistants de service social
  deutscher berufsverband fur soziale arbeit; dbsh_ev
  deutsche gesellschaft fur soziale arbeit
  avenirsocial
  osterreichischer berufsverband der sozialen arbeit
  consiglio nazionale dell'ordine assistenti sociali | ordine degli assistenti sociali | consiglio nazionale ordine assistenti sociali
  akademikerforbundet ssr
  fellesorganisasjonen
  dansk socialradgiverforening
  talentia
  beroepsvereniging van professionals in sociaal werk
  silberman school | silberman school of social work; silbermanssw
  suzanne dworak-peck | usc suzanne dworak-peck | usc suzanne dworak-peck school; uscsocialwork
  school of social policy & practice | penn sp2; pennsp2
  crown family school | crown family school of social work, policy, and practice
  school of social service administration | uchicago ssa
  brown school | brown school at washington university
  mandel school of applied social sciences
  heller school for social policy and management
  luskin school social welfare | berkeley social welfare
  steve hicks school | steve hicks school of social work
  wurzweiler school | wurzweiler school of social work
  graduate college of social work
  ub school of social work; ubssw
  columbia school of social work | columbia social work
  nyu silver | nyu silver school
  boston college school of social work | simmons school of social work
  tulane school of social work
  jane addams college of social work | jane addams college
  loyola school of social work
  social work helper; swhelpercom swhelper swhelper_mag
  macrosw | #macrosw; officialmacrosw macrosw acosamacrosw
  swscmedia | social work and social care media | social work & social care media; swscmedia
  swhelper
  swunited
  swcares
  new social worker | the new social worker | new social worker magazine; newsocialworker
  social work today
  social work tech
  social work podcast | the social work podcast; socworkpodcast
  insocialwork | insocialwork podcast
  doin' the work | doin the work podcast
  social workers, rise! | social workers rise
  social work sorted
  the social work stage
  practical social work
  professional social work magazine
  british journal of social work
  journal of social work | journal of social work education | journal of social work practice
  journal of the society for social work and research
  international social work
  social work research
  social service review
  clinical social work journal
  child and adolescent social work journal
  health and social work | health & social work
  research on social work practice
  affilia | affilia journal | affilia: feminist inquiry in social work
  australian social work
  european journal of social work
  critical and radical social work
  families in society
  journal of community practice
  journal of gerontological social work
  smith college studies in social work
  social work in health care
  social work education: the international journal
  qualitative social work
  ethics and social welfare
`)
