// ◆ pure
import { bodies } from './define.js'

/** Known bodies of nursing, from common public knowledge; see social-work-register.ts for the notation. */
export const NURSING_BODIES = bodies(`
  international council of nurses; icnurses
  world continence nurses society
  sigma theta tau international | sigma theta tau | sigma theta tau international honor society of nursing
  royal college of nursing | the royal college of nursing; thercn
  rcn foundation
  rcn publishing
  rcni
  american nurses association; ananursingworld
  american nurses foundation
  american nurses credentialing center
  american academy of nursing
  american association of colleges of nursing
  american association of critical-care nurses | american association of critical care nurses
  american association of nurse practitioners
  american association of nurse anesthesiology | american association of nurse anesthetists
  american association of men in nursing | american association for men in nursing
  american college of nurse-midwives
  american organization for nursing leadership
  american psychiatric nurses association
  american nephrology nurses association
  association of perioperative registered nurses
  association of women's health, obstetric and neonatal nurses
  emergency nurses association; enaorg
  oncology nursing society
  hospice and palliative nurses association
  national league for nursing
  national student nurses' association | national student nurses association
  national council of state boards of nursing
  national association of school nurses
  national association of neonatal nurses
  national association of clinical nurse specialists
  national association of hispanic nurses
  national black nurses association
  national nurses united; nationalnurses
  national institute of nursing research
  commission on collegiate nursing education
  academy of medical-surgical nurses
  transcultural nursing society
  society of pediatric nurses
  philippine nurses association of america
  asian american pacific islander nurses association
  nursing and midwifery council
  queen's nursing institute | queens nursing institute
  queen's nursing institute scotland
  council of deans of health
  foundation of nursing studies
  florence nightingale foundation
  community and district nursing association
  mental health nurses association
  unite community practitioners and health visitors association
  british association of critical care nurses
  british journal of nursing
  royal college of midwives and nurses
  irish nurses and midwives organisation
  nursing and midwifery board of ireland
  canadian nurses association
  canadian nursing students' association | canadian nursing students association
  canadian federation of nurses unions
  canadian association of schools of nursing
  registered nurses' association of ontario | registered nurses association of ontario
  college of nurses of ontario
  ontario nurses' association | ontario nurses association
  british columbia nurses' union | bc nurses union
  ordre des infirmieres et infirmiers du quebec
  federation interprofessionnelle de la sante du quebec
  australian nursing and midwifery federation | australian nursing & midwifery federation
  australian college of nursing
  nursing and midwifery board of australia
  australian college of mental health nurses
  congress of aboriginal and torres strait islander nurses and midwives
  new zealand nurses organisation
  nursing council of new zealand
  college of nurses aotearoa
  democratic nursing organisation of south africa
  south african nursing council
  national association of nigeria nurses and midwives
  nursing and midwifery council of nigeria
  ghana registered nurses and midwives association
  nursing council of kenya
  national nurses association of kenya
  zambia union of nurses organization
  indian nursing council
  trained nurses association of india
  japanese nursing association
  korean nurses association
  chinese nursing association
  taiwan nurses association
  philippine nurses association
  singapore nurses association
  indonesian national nurses association
  hong kong college of nursing
  european federation of nurses associations
  european oncology nursing society
  european specialist nurses organisation
  deutscher berufsverband fur pflegeberufe
  deutscher pflegerat
  osterreichischer gesundheits- und krankenpflegeverband
  schweizer berufsverband der pflegefachfrauen und pflegefachmanner
  ordre national des infirmiers
  association nationale francaise des infirmieres et infirmiers
  syndicat national des professionnels infirmiers
  federazione nazionale ordini professioni infermieristiche
  consejo general de enfermeria
  sindicato de enfermeria | satse
  ordem dos enfermeiros
  conselho federal de enfermagem | cofen
  associacao brasileira de enfermagem
  federacion panamericana de profesionales de enfermeria
  norsk sykepleierforbund
  dansk sygeplejerad
  vardforbundet
  tehy
  verpleegkundigen & verzorgenden nederland
  polskie towarzystwo pielegniarskie
  turk hemsireler dernegi
  wenurses; wenurses
  nurchat; nurchat
  #rnchat | rnchat
  westudentnurse
  wemhns
  weldnurses
  student nurse project
  nurse.org
  allnurses; allnurses
  nursing times; nursingtimes
  nursing standard | nursing standard magazine; nursingstandard
  american journal of nursing
  american nurse journal | american nurse today
  journal of advanced nursing
  journal of clinical nursing
  journal of nursing scholarship
  journal of nursing management
  international journal of nursing studies
  international nursing review
  nursing outlook
  nursing inquiry
  nursing ethics
  nursing philosophy
  nurse education today
  nurse education in practice
  evidence-based nursing | evidence based nursing
  mental health practice journal
  worldviews on evidence-based nursing
  johnson & johnson nursing
  campaign for nursing's future
  future of nursing campaign for action | campaign for action
  nightingale challenge
  nursing now
  daisy foundation
  nurses on boards coalition
  show me your stethoscope
`)
