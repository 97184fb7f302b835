/** Pairs side by side, and what an entry is to others. */
export const IDENTITY = `
.pair { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); margin: 1.1rem 0; } @media (min-width: 40rem) { .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
.side { overflow-wrap: anywhere; } .side dl.facts { grid-template-columns: minmax(5.5rem, max-content) minmax(0, 1fr); } .side .differs { background: var(--warn-wash); border-radius: .3rem; padding: 0 .3rem; justify-self: start; }
.verdicts { display: grid; gap: .8rem 1.2rem; grid-template-columns: minmax(0, 1fr); } @media (min-width: 46rem) { .verdicts { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
.verdicts button { width: 100%; } .verdicts .field { margin: .5rem 0 0; }
kbd { font: 600 .75rem/1.4 var(--sans, inherit); border: 1px solid currentColor; border-radius: .3rem; padding: 0 .35rem; opacity: .75; } @media (hover: none) { kbd { display: none; } }
.evidence { list-style: none; padding: 0; margin: .8rem 0; display: grid; gap: .35rem; max-width: 46rem; }
.evidence li { display: grid; gap: .2rem .8rem; grid-template-columns: minmax(0, 1fr) 6rem 2.6rem; align-items: center; } .evidence svg { width: 100%; height: .8rem; }
.evidence .track { fill: var(--line); } .evidence .for { fill: var(--good); } .evidence .against { fill: var(--bad); } .evidence .num { text-align: right; font-variant-numeric: tabular-nums; }
.joined { display: flex; gap: .5rem; } .joined input { flex: 1; min-width: 0; }
.who dd > div + div { margin-top: .3rem; } .who details[open], #decisions li details[open] { border-left: 3px solid var(--line); padding-left: .9rem; margin-bottom: .6rem; } .who summary { padding: .4rem 0; }
@media (max-width: 34rem) { dl.facts.who { grid-template-columns: minmax(0, 1fr); gap: .1rem; } dl.who dt { font-weight: 600; } dl.who dd { margin-bottom: .9rem; } }
.scroll table { overflow-wrap: break-word; } @media (max-width: 34rem) { table.history, table.history tbody, table.history tr, table.history td { display: block; } table.history thead { display: none; } table.history tr { padding: .5rem 0; border-bottom: 1px solid var(--line); } table.history td { border: 0; padding: .1rem 0; overflow-wrap: anywhere; } }
section.card > h2 + form { margin-top: .8rem; }
`
