// ◆ pure
import { plain, withoutLookalikes } from '../field-words.js'
import { HOME_FIELDS } from '../taxonomy/home-fields.js'
import { OTHER_CAUSES, SOFT_CAUSES } from '../taxonomy/other-causes.js'
import type { GateVerdict } from '../types.js'
import { type Evidence, foundIn, isCrowd } from './evidence.js'
import { causeIn, ownTrade } from './outside.js'
import { COMMERCE, OTHER_BODY, TREATS } from './role-words.js'
import { quoted, verdict } from './verdicts.js'

/**
 * Silence is no evidence: a body of the field that speaks of its people by another title names the field nowhere. Only what shows another
 * field, trade or cause makes an ally.
 */

/** People who practise something, and what gathers them: beside these a cause is where they work, not what the body is. */
const PROFESSION =
  /\b(?:work(?:ers?|force)|(?:case|care|key) ?workers?|practitioners?|practice|professions?|professionals?|clinicians?|supervisors?|supervision|educators?|academics?|teams? (?:leads?|leaders?|managers?)|alumni|alumnae|trainees?|cohorts?|graduates?|qualified|qualifying|chartered|placements?|colleagues|caseloads?|assessors?|officers?|advis[eo]rs?|panels?)\b/

/** Leisure, trade, public offices and what people are helped with, by class: none of it is said of a profession. */
const THINGS =
  /\b(?:comedy|jazz|rave|tapes?|galaxy|beaches|festivals?|hackathon|podcast about money|poker|bingo|knitting|baking|games?|gaming|poetry|actors?|museum|blacksmiths?|beekeep\w*|allotments?|perennials|shrubs?|trees|bulbs|nursery|nurseries|day ?care|boilers?|bathrooms?|drains|roll-off|landfill|water|energy|mortgages?|(?:used )?cars|lettings|landlords?|rents?|renters?|repairs?|homes?|evictions?|co-?working|hot desks?|start-?ups?|founders|reels|ugc|tiktok|instagram|paid ads|influencers?|b2b|hr|developers?|devs|open-source|ships?|sailors?|sailing|flyers|railway|trains|delays|jobs for|social enterprises?|trade body|traders?|op shops?|second hand|credit union|benefits? (?:and|advice)|advice (?:on|line)|welfare rights|tribunals|poverty|hungry|meals?|food|soup|disasters?|(?:children'?s|rights of) (?:villages|children)|shelters?|helplines?|hotlines?|crisis|emergency|emergencies|freephone|24\/7|peer support|neighbours|bins?|snap|medicaid|care homes?|bras?|pumps|abolition|defund|incarceration|trans|men's health|disability|mental illness|survivors|orphans?|single (?:mums|dads|parents)|care leavers|children in care|lawyers|solicitors|judges|physicians|doctors|docs|pediatricians|paramedics|psychologists?|physiotherapists|youth work(?:ers)?|community work|community development|midwives|scien(?:ce|ces|tists?)|economics|policy|newspaper|newsroom|news|beavers|anti-capitalist|workers party|revolutionary|public services?|sroi|obdach\w*|soupe?|kitas|kinder|schuldner\w*|opvang|poveri|bambini|enfants|familias|jovenes|crianc?as|viviendas|hebergement|maraudes|exclu\w*|harbarge|sovplats|mat|suicidio|prevencion|gra\w*tis|hafen|eltern\w*|ungdom\w*)\b|非営利/

/**
 * What a body is for, said in one word: "health and justice programs", "evidence for families". Nobody says so of a profession of people, but "social justice" is a value that
 * the fields name as their own, and a word of the field's neighbours decides nothing.
 */
const SUBJECTS =
  /\b(?:health|(?<!social )justice|(?:in)?equality|equity|violence|philanthrop\w*|generosity|campaign(?:s|ing|ers?)?|movement|evidence|volunteers|volunteering|maternal|mothers|newborns?|aging|ageing|older people|pensioners|literacy|tutoring|after-?school|play ?groups?|summer camps?|toys|clothes|clothing|blankets|furniture|baby banks?|warm spaces?|village hall|racial|antiracis\w*|immigrants|newcomers|democracy|elections|petitions?|protests?|innovation|entrepreneurs?|sustainability|civic)\b/g

/** Other professions and seats of learning that share a word with those of a field: whose people they are is said. */
const OTHER_TRADE =
  /\b(?:youth work(?:ers?)?|youth (?:and|&) community work(?:ers?)?|community development|physicians?|public service workers|farm ?workers|sex workers?|gig workers|postal workers|factory workers|steel ?workers|mine ?workers|university of|universities|social (?:security|enterprises?)|news (?:for|in|about|on) (?:social care|health|housing|education|charities)|stationery|medicaid|medicare|street vendors?|sold by vendors|newspaper|curry|brewers?)\b/

/** Titles and training of the field's people that do not hold its name: whose they are is known to those who know the field. */
export function byKin(e: Evidence): GateVerdict | null {
  const { field } = e
  const pattern = new RegExp(field.kin.source, 'gu')
  for (const found of e.context.matchAll(pattern)) {
    // Who advertises places for them is their employer.
    if (/\b(?:hiring|hire|employs?|recruits?|recruiting|lawyers?,? (?:\+|&|and)) ?$/.test(e.context.slice(Math.max(0, found.index - 30), found.index))) continue
    const press = OTHER_TRADE.exec(e.context)
    // The press of a wider trade: "news for social care professionals".
    if (press?.[0].startsWith('news') && press.index + press[0].length > found.index) continue
    const words = e.raw.slice(found.index, found.index + found[0].length)
    return verdict('unsure', 'kin', `${quoted(words)} is a title or a training of people of ${field.title}, under another word.`)
  }
  const crowd = e.bioWords.find(({ raw }) => isCrowd(raw, field.credentials))
  return crowd && e.bioRoles.length === 0 ? verdict('unsure', 'kin', `${quoted(crowd.raw)} are people of ${field.title}.`) : null
}

/** What in name or description shows another field, trade or cause, as written; null if nothing does. */
export function otherField(e: Evidence): string | null {
  const { field, raw, context } = e
  const low = plain(raw)
  const others = HOME_FIELDS.filter(({ id }) => id !== field.id)
  const other = others.flatMap((it) => [...context.matchAll(it.people), ...context.matchAll(it.discipline)])[0]
  if (other) return raw.slice(other.index, other.index + other[0].length)
  const wares = foundIn(e, COMMERCE) ?? foundIn(e, TREATS) ?? foundIn(e, field.other_trades) ?? foundIn(e, field.other_meanings)
  if (wares) return wares
  // What only sounds like the field ("your social works"), or is said not to be it.
  if (withoutLookalikes(low, field) !== low) return raw.trim()
  const denied = [...e.nameRoles, ...e.bioRoles].find(({ role }) => role === 'denied')
  if (denied) return denied.words
  const trade = foundIn(e, OTHER_TRADE)
  if (trade) return trade
  const cause = causeIn(raw)
  const peopled = PROFESSION.test(context)
  if (cause && (!peopled || ownTrade(plain(cause)))) return cause
  const second = [...context.matchAll(OTHER_CAUSES)].map(([words]) => words).find((words) => !peopled || ownTrade(words))
  if (second) return second
  if (peopled) return null
  const soft = [...context.matchAll(SOFT_CAUSES)][0]?.[0]
  return soft ?? foundIn(e, OTHER_BODY) ?? foundIn(e, THINGS) ?? subjectIn(e)
}

/** In the description: a name may hold any word. */
function subjectIn({ bio, field }: Evidence): string | null {
  if (bio === null) return null
  const low = plain(bio)
  const neighbours = [...low.matchAll(field.neighbours)]
  const own = (at: number) => neighbours.some(({ index, 0: words }) => index <= at && at < index + words.length)
  const found = [...low.matchAll(SUBJECTS)].find(({ index }) => !own(index))
  return found ? bio.slice(found.index, found.index + found[0].length) : null
}
