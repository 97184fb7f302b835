/** The pages of imports on the desk. */
export const IMPORTS = `
.card dl { margin: .2rem 0; display: grid; gap: .3rem; } .card dl dt { color: var(--soft); font-weight: 600; } .card dl dd { margin: 0; }
.ways { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); margin: 1.1rem 0; } @media (min-width: 46rem) { .ways:has(> .drop:not([hidden])) { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
.ways > .field { margin: 0; display: flex; flex-direction: column; } .ways textarea { flex: 1; min-height: 11rem; font-size: .95rem; }
.drop { border: 2px dashed var(--line); border-radius: .8rem; background: var(--wash); padding: 1.4rem 1rem; text-align: center; display: flex; flex-direction: column; gap: .6rem; align-items: center; justify-content: center; transition: border-color .15s, background .15s; }
.drop[hidden], .drop [hidden] { display: none; } .drop > svg { width: 2.4rem; height: 2.4rem; color: var(--accent); } .drop p { margin: 0; }
.drop.over { border-color: var(--accent); background: var(--accent-wash); } .drop.busy { border-style: solid; }
.drop input[type=file]:focus-visible + label { outline: 3px solid var(--accent); outline-offset: 2px; } .drop.busy label { display: none; }
.drop .note { text-align: left; width: 100%; margin: .4rem 0 0; }
.drop progress { max-width: 22rem; } .drop [data-said]:empty { display: none; }
.columns { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); } .columns .field { margin: .5rem 0; }
.found { display: grid; gap: .35rem; margin: .9rem 0; max-width: 42rem; } .found svg { width: 100%; height: 1rem; display: block; border-radius: .5rem; }
.found .counted { fill: var(--accent); } .found .doubtful { fill: #e0a43a; } .found .rest { fill: var(--line); } .found .track { fill: var(--wash); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; margin: 0; padding: 0; font-size: .875rem; color: var(--soft); }
.legend svg { width: .7rem; height: .7rem; display: inline-block; border-radius: 50%; margin-right: .4rem; }
.names { list-style: none; margin: 1rem 0; padding: 0; border: 1px solid var(--line); border-radius: .8rem; background: var(--card); box-shadow: var(--shadow); }
.names > li { padding: .8rem 1rem; display: grid; gap: .5rem 1.2rem; grid-template-columns: minmax(0, 1fr); scroll-margin-top: 1rem; } .names > li + li { border-top: 1px solid var(--line); }
.names > li:first-child { border-radius: .8rem .8rem 0 0; } .names > li:last-child { border-radius: 0 0 .8rem .8rem; }
.names > li:target { background: var(--accent-wash); } .names .what { font-weight: 650; } .names .left .what { text-decoration: line-through; text-decoration-thickness: 1px; color: var(--soft); }
.names blockquote { margin: .35rem 0 0; font-size: .95rem; white-space: pre-line; } .names p { margin: .1rem 0; }
.names form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; } .names form input[type=text] { width: auto; flex: 1 1 10rem; min-width: 0; min-height: 2.25rem; padding: .2rem .6rem; }
@media (min-width: 46rem) { .names > li { grid-template-columns: minmax(0, 1fr) minmax(7rem, auto); } .names form { justify-content: flex-end; align-self: start; max-width: 19rem; } }
.sticky { position: sticky; bottom: 0; z-index: 1; margin: 1.6rem -1rem 0; padding: .8rem 1rem calc(.8rem + env(safe-area-inset-bottom)); background: var(--card); border-top: 1px solid var(--line); box-shadow: 0 -4px 14px rgb(28 36 48 / .08); display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; justify-content: space-between; }
@media (min-width: 46rem) { .sticky { margin-inline: 0; border: 1px solid var(--line); border-radius: .8rem .8rem 0 0; } }
.given { padding-block: .7rem; } .names .given { grid-template-columns: minmax(0, 1fr) auto; align-items: center; } .given a { font-weight: 650; }
.report { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); margin: 1.2rem 0; padding: 0; list-style: none; }
.report > li { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: .8rem 1rem; } .report strong { display: block; font: 650 1.8rem/1.15 var(--serif); font-variant-numeric: tabular-nums; }
.report span { color: var(--soft); font-size: .9rem; }
`
