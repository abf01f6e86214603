/** The page's only style. It follows the reader's choice of light or dark. */
export const STYLE = `
:root { --text: #1c2128; --soft: #57606a; --back: #fff; --panel: #f6f8fa; --line: #d0d7de; --link: #0b5cad;
  --get: #0b6b3a; --post: #0b5cad; --good: #0b6b3a; --bad: #a40e26; --warn: #7d4e00 }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --soft: #9aa4af; --back: #0d1117; --panel: #161b22; --line: #30363d; --link: #6cb6ff;
    --get: #57c785; --post: #6cb6ff; --good: #57c785; --bad: #ff7b8a; --warn: #e3b341 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--back);
  overflow-wrap: anywhere }
h1 { margin: .5rem 0; font-size: 1.6rem }
h2 { margin: 2.2rem 0 .6rem; font-size: 1.2rem }
h3 { margin: 1.2rem 0 .4rem; font-size: .95rem }
p { margin: .4rem 0 }
small { color: var(--soft); font-weight: normal; font-size: .85em }
a { color: var(--link) }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin-top: 1rem }
code, pre { font: .9em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
pre { margin: .4rem 0; padding: .7rem; max-height: 24rem; overflow: auto; background: var(--panel); border: 1px solid var(--line);
  border-radius: 6px; white-space: pre-wrap }
ul { margin: .3rem 0; padding-left: 1.2rem }
summary { cursor: pointer }
section > details { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0 }
section > details > summary { padding: .5rem .7rem; display: flex; flex-wrap: wrap; gap: .1rem .7rem; align-items: baseline }
section > details > summary > span:last-child { color: var(--soft) }
section > details > summary > code { font-weight: 600 }
section > details[open] > summary { background: var(--panel); border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0 }
section > details > div { padding: .3rem .9rem .9rem; scroll-margin-top: 4rem }
.method { min-width: 3.2rem; font: 700 .8rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
.get { color: var(--get) }
.post { color: var(--post) }
.reply > div, .fields > dl { padding-left: 1.1rem }
.fields { margin: .4rem 0 }
.s2 { color: var(--good) }
.s4 { color: var(--warn) }
.s5 { color: var(--bad) }
dl { margin: .3rem 0 }
dt b { color: var(--warn); font-size: .8rem; font-weight: 600 }
dd { margin: 0 0 .4rem 1.1rem; color: var(--soft) }
dd dl { color: var(--text); border-left: 2px solid var(--line); padding-left: .8rem }
.or { color: var(--soft); font-style: italic }
`
