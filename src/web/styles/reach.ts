/**
 * Drawings of reach (reach/pictures) and the pages around them. What scrolls shows a shade on the side where there is more: covers of paper move along with
 * the content, the shades under them stay.
 * The class names are those of the drawings, which bring the same colours along as files.
 */
export const REACH = `
.reach { margin: .8rem 0; } .reach figure { margin: 0; } figcaption { max-width: 68ch; }
.picture { margin: .6rem 0; } .drawing { display: block; width: 100%; height: auto; max-width: 48rem; } .picture.scroll .drawing { min-width: 34rem; }
.drawing text { font: 13px var(--sans); fill: var(--ink); } .drawing .soft { fill: var(--soft); } .drawing .strong { font-weight: 650; } .drawing .tiny { font-size: 11px; } .drawing .by-number { display: none; }
.drawing .track { fill: var(--wash); } .drawing .naive { fill: var(--mark); } .drawing .range { fill: var(--accent); opacity: .45; } .drawing .point, .drawing .fill { fill: var(--accent); }
.drawing .line { fill: none; stroke: var(--accent); stroke-width: 2.5; } .drawing .axis { stroke: var(--mark); } .drawing .grid { stroke: var(--line); } .drawing .none { fill: var(--line); }
.reach .drawing .strong { font: 650 19px var(--serif); }
@media (max-width: 34rem) { .picture.fits text { font-size: 21px; } .picture.fits text.strong { font-size: 27px; } .picture.fits text.strong.long { font-size: 21px; } .picture.fits .by-name { display: none; } .picture.fits .by-number { display: inline; } .figures.fits :is(td, th) { white-space: normal; overflow-wrap: anywhere; padding-right: .6rem; } .figures.fits :is(td, thead th) { overflow-wrap: normal; } .figures.fits .hint { font-size: .8rem; } }
table.facts { max-width: 44rem; } table.facts .num { text-align: left; padding-right: 0; } th > .hint { margin: 0; } table.facts th { width: 40%; }
.scroll { position: relative; background: linear-gradient(to right, var(--paper) 30%, transparent) left / 3rem 100% no-repeat local, linear-gradient(to left, var(--paper) 30%, transparent) right / 3rem 100% no-repeat local, linear-gradient(to right, var(--mark), transparent) left / .6rem 100% no-repeat scroll, linear-gradient(to left, var(--mark), transparent) right / .6rem 100% no-repeat scroll; } .figures td, .figures th { white-space: nowrap; padding-right: 1.1rem; } .figures :is(td, th):last-child { padding-right: 0; } .figures th[scope=row] { font-size: inherit; color: inherit; } .figures .words { white-space: normal; min-width: 14rem; }
.key { overflow-wrap: anywhere; } p.key { max-width: none; }
.part { margin-top: 2.2rem; } .part > h2 { margin-top: 0; }
form.ask { margin: .8rem 0 1.2rem; } form.ask button { flex: none; }
.vouch { margin-top: .4rem; } .vouch .field { margin: .5rem 0; } form.vouch p { margin: 0 0 .4rem; overflow-wrap: anywhere; }
@media (max-width: 34rem) { form.ask > .field, form.card > .columns > .field { flex: 1 1 100%; grid-column: 1 / -1; } .names .given { grid-template-columns: minmax(0, 1fr); } .names .given > form { justify-self: start; margin-top: .3rem; } }
.needs { padding-left: 1.2rem; max-width: 68ch; } .needs li { margin: .5rem 0; }
.needs li > span { display: block; }
`
