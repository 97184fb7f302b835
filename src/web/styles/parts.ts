/** The pieces pages are made of. */
export const PARTS = `
.card { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1rem 1.1rem; box-shadow: var(--shadow); }
.card > :first-child { margin-top: 0; } .card > :last-child { margin-bottom: 0; }
.card > section { margin-top: 1.3rem; }
.grid { display: grid; gap: .9rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18.5rem), 1fr)); }
.grid > .card { display: flex; flex-direction: column; gap: .45rem; }
.card h2, .card h3 { margin: 0; font-size: 1.1rem; }
.card h2 a, .card h3 a { color: inherit; text-decoration: none; }
.card h2 a:hover, .card h3 a:hover { text-decoration: underline; }
.card .foot { margin-top: auto; padding-top: .4rem; color: var(--soft); font-size: .875rem; display: flex; flex-wrap: wrap; gap: .2rem .9rem; }
.tag { display: inline-block; padding: .1rem .55rem; border-radius: 1rem; font-size: .8125rem; font-weight: 600; background: var(--wash); color: var(--soft); white-space: nowrap; max-width: 100%; overflow: hidden; text-overflow: ellipsis; vertical-align: middle; }
.tag.accent { background: var(--accent-wash); color: var(--accent); } .tag.good { background: var(--good-wash); color: var(--good); }
.tag.warn { background: var(--warn-wash); color: var(--warn); } .tag.bad { background: var(--bad-wash); color: var(--bad); }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; margin: .8rem 0 1.4rem; padding: 0; list-style: none; }
.chips a { display: inline-flex; gap: .45rem; align-items: center; padding: .42rem .8rem; border: 1px solid var(--line); border-radius: 2rem; background: var(--card); color: var(--ink); text-decoration: none; font-size: .9rem; }
.chips a:hover { border-color: var(--accent); }
.chips a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
.chips .n { opacity: .7; font-variant-numeric: tabular-nums; }
.note { border-left: 4px solid var(--accent); background: var(--accent-wash); padding: .8rem 1rem; border-radius: 0 .6rem .6rem 0; margin: 1rem 0; }
.note.good { border-color: var(--good); background: var(--good-wash); } .note.warn { border-color: var(--warn); background: var(--warn-wash); }
.note.bad { border-color: var(--bad); background: var(--bad-wash); }
.note > :first-child { margin-top: 0; } .note > :last-child { margin-bottom: 0; }
main > .card + .card, main > .card + ul, main > .card + form, main > .row + .card { margin-top: 1rem; }
h1 + ul, h1 + .card, h1 + .note, h1 + .empty, h1 + form { margin-top: 1.2rem; } ul.stack + p { margin-top: 1.2rem; }
.empty { border: 1px dashed var(--line); border-radius: .8rem; padding: 2rem 1rem; text-align: center; color: var(--soft); }
.empty p { margin-inline: auto; }
button, .button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.1rem; border-radius: .55rem; border: 1px solid transparent; background: var(--accent); color: var(--accent-ink); cursor: pointer; text-decoration: none; display: inline-flex; align-items: center; justify-content: center; gap: .4rem; }
button:hover, .button:hover { filter: brightness(1.08); }
button.quiet, .button.quiet { background: var(--card); color: var(--ink); border-color: var(--line); }
button.small { min-height: 2.25rem; padding: .2rem .7rem; font-size: .9rem; }
button.bad, .button.bad { background: var(--card); color: var(--bad); border-color: var(--bad); }
button[disabled] { opacity: .5; cursor: not-allowed; }
label, legend { font-weight: 600; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.field { margin: 1.1rem 0; } .field:first-child { margin-top: 0; }
.field > label:not(.check), .field > legend { display: block; margin-bottom: .25rem; }
legend { padding: 0; } input[type=hidden] + .field { margin-top: 0; }
.hint { display: block; color: var(--soft); font-size: .875rem; font-weight: 400; margin: .1rem 0 .35rem; }
.fault { display: block; color: var(--bad); font-size: .9rem; font-weight: 600; margin-top: .25rem; }
input:not([type=checkbox], [type=radio]), select, textarea { font: inherit; width: 100%; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: .5rem; padding: .55rem .7rem; min-height: 2.75rem; }
textarea { min-height: 6.5rem; resize: vertical; }
input[aria-invalid], textarea[aria-invalid] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
input[type=checkbox], input[type=radio] { width: 1.15rem; height: 1.15rem; accent-color: var(--accent); margin: 0; flex: none; }
.check { display: flex; gap: .6rem; align-items: flex-start; padding: .35rem 0; font-weight: 400; } .check input { margin-top: .2rem; }
.search { display: flex; gap: .5rem; margin: 1.2rem 0 .4rem; max-width: 36rem; } .search input { flex: 1; min-width: 0; }
.inline { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; } .inline > .field { margin: 0; flex: 1 1 8.5rem; } form.inline { margin: 1.2rem 0; }
ul.plain + form.card { margin-top: 1rem; }
.pager { display: flex; gap: .6rem; justify-content: center; margin-top: 1.6rem; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: .8125rem; color: var(--soft); font-weight: 600; } th, td { padding: .5rem .7rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
pre.sample { overflow-x: auto; background: var(--wash); padding: .75rem; border-radius: .5rem; } summary .mono { overflow-wrap: anywhere; }
td.num, th.num { text-align: right; } @media (max-width: 34rem) { table.operations :is(td, th).num { display: none; } table.operations td { white-space: normal; overflow-wrap: anywhere; } table.operations :is(td, th) { padding-right: .5rem; } } .scroll { overflow-x: auto; } .scroll:focus-visible { outline-offset: -2px; }
dl.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .35rem 1.2rem; margin: 1rem 0; } dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; } code.whole { user-select: all; }
blockquote { margin: .6rem 0; padding: .1rem 0 .1rem .9rem; border-left: 3px solid var(--line); } blockquote footer { color: var(--soft); font-size: .875rem; }
mark { background: var(--warn-wash); color: inherit; padding: 0 .15em; border-radius: .2em; }
details > summary { cursor: pointer; padding: .5rem 0; font-weight: 600; color: var(--accent); } details[open] > summary { margin-bottom: .3rem; }
.reasons { margin: .3rem 0; padding-left: 1.1rem; font-size: .9rem; color: var(--soft); }
.steps { counter-reset: step; list-style: none; padding: 0; } .steps > li { counter-increment: step; padding: .35rem 0 .35rem 2.4rem; position: relative; }
.steps > li::before { content: counter(step); position: absolute; left: 0; top: .35rem; width: 1.6rem; height: 1.6rem; border-radius: 50%; background: var(--wash); color: var(--soft); font-weight: 700; font-size: .85rem; display: grid; place-items: center; }
.steps > li.done::before { content: "✓"; background: var(--good-wash); color: var(--good); } .steps > li.no::before { content: "–"; background: var(--bad-wash); color: var(--bad); }
progress { width: 100%; height: .8rem; accent-color: var(--accent); }
.key { display: block; padding: .7rem; background: var(--wash); border-radius: .5rem; user-select: all; }
.two { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); } @media (min-width: 56rem) { .two { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); } }
`
