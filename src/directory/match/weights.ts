// ◆ pure
/** Points for each rule: natural log-odds for one unit of what the rule sees. */
export type Weights = Readonly<Record<string, number>>

/** Raised with every change of a rule, a weight or a threshold; each decision keeps the version that made it. */
export const RULE_VERSION = 'match-6'

/**
 * From here on a pair merges by itself, if nothing forbids it and two kinds of evidence agree. Chosen on the development part of ROR, where it gives
 * precision .993 by pairs and by clusters.
 */
export const AUTO_Z = 2.5

/** From here on a person is asked; below, the two are taken for different. */
export const REVIEW_Z = 0

/** To this a pair is lifted that a person should see although its points are few: one name is the other without “Trust”, or a profile says so. */
export const SHOWN_Z = 0.2

/**
 * For two names and nothing else: from SAME_NAME_Z on they are called one name. From SURE_NAME_Z on they are surely one, if nothing forbids it
 * and the legal forms do not differ. Names alone never merge.
 */
export const SAME_NAME_Z = -1.2
export const SURE_NAME_Z = 1.5

/** With addresses and telephones, where a person who asks for likely duplicates should be shown a cluster. */
export const LIKELY_Z = 1.8

/**
 * Where they come from: fitted by logistic regression (ridge 1, an own intercept for each source, dropped afterwards) on the candidate pairs of the
 * development parts of ROR, Chicago and name_bench, rounded to a tenth. They and the thresholds were chosen with all of those in view, so the figures
 * there are optimistic; by halves of the bodies (`npm run eval -- dedupe` prints them) all goals are reached, but precision on ROR is .990 on either half
 * once the wrong pairs between the halves count against both. Set by hand, since those sources are built so that one body has one site and one city, which real bodies do not: `web.other`, `web.domain`, `web.host_*`,
 * `web.page_*`, `web.front`, `place.city*`, `place.country*`, `place.house*`, `place.street_*`, `contact.phone_other`, `handle.*`, `name.legal`,
 * `name.numbers`, `name.kind_left`, `name.only_kind_left`, `name.contained`, `name.abbreviated`, `name.none`, `name.in_bio`, `acronym.same*`, `acronym.other`.
 */
export const WEIGHTS: Weights = {
  'acronym.full3': -2,
  'acronym.full5': 2.1,
  'acronym.initials2': -0.9,
  'acronym.initials3': 0.5,
  'acronym.initials4': 2.1,
  'acronym.initials5': 3.4,
  'acronym.other': -2.5,
  'acronym.part4': -1.3,
  'acronym.part5': -0.9,
  'acronym.same4': -2.5,
  'contact.phone': 1.7,
  'contact.phone_other': -0.4,
  'handle.named': 2,
  'handle.partly': 0.8,
  'name.abbreviated': 0.1,
  'name.both_left': -0.9,
  'name.contained': 0.1,
  'name.extended': -0.2,
  'name.in_bio': 1.5,
  'name.kind_left': -0.3,
  'name.left_heavier': -0.3,
  'name.left_lighter': -0.8,
  'name.legal': -0.8,
  'name.none': -4,
  'name.numbers': -0.3,
  'name.only_kind_left': -0.6,
  'name.parent': 1.6,
  'name.place_left': -0.3,
  'name.places_differ': -1.4,
  'name.s': 0.1,
  'name.s_high': 1.6,
  'name.same': 1.9,
  'name.same_rare': 0.3,
  'name.same_short': 0.3,
  'name.shared': 0.7,
  'name.slips': 0.5,
  'name.spelling': 2.6,
  'name.tokens': -1.1,
  'place.city': 1,
  'place.city_other': -1.5,
  'place.country': 0.3,
  'place.country_other': -2,
  'place.house': 0.8,
  'place.house_only': -1,
  'place.street': 6.1,
  'place.street_only': -1,
  'place.street_other': -4,
  'web.domain': -1,
  'web.front': 0.5,
  'web.host_acronym': 1,
  'web.host_name': 0.5,
  'web.host_none': -0.5,
  'web.other': -2,
  'web.page_acronym': 3.5,
  'web.page_name': 3,
  'web.page_none': 4,
}
