/** How the page looks; the colours are the pictures'. */
export const pageStyle = `
*{box-sizing:border-box}
html{color-scheme:light dark;background:var(--page);color:var(--text);-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:24px 20px 64px;max-width:1220px;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em}
dd,p,h1,h3,li{overflow-wrap:anywhere}
td,th{overflow-wrap:break-word}
.wide{overflow-x:auto}
h1{font-size:28px;line-height:1.2;margin:14px 0 2px}
h2{font-size:19px;margin:40px 0 12px;padding-top:14px;border-top:1px solid var(--line)}
h2 small,h3 small{font-weight:400;font-size:13px;color:var(--dim);margin-left:6px}
h3{font-size:16px;margin:0 0 8px}
p{margin:6px 0}
a{color:var(--accent)}
.dim{color:var(--dim)}
.small{font-size:13px}
.bad{color:var(--bad)}
.good{color:var(--good)}
.verdict{display:inline-flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline;margin:0;padding:6px 14px;border-radius:8px;background:var(--good-ground);color:var(--good)}
.verdict.no{background:var(--bad-ground);color:var(--bad)}
.verdict b{font-size:18px;letter-spacing:.04em}
.card{border:1px solid var(--line);border-left:4px solid var(--bad);border-radius:8px;background:var(--card);padding:14px 18px;margin:22px 0}
.card.expected{border-left-color:var(--dim)}
.card h2{margin:0 0 8px;padding:0;border:0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}
dt{color:var(--dim)}
dd{margin:0;min-width:0}
dd.help{font-weight:600}
table{border-collapse:collapse;width:100%;font-size:14px;margin:8px 0 20px}
caption{text-align:left;color:var(--dim);font-size:13px;padding-bottom:4px}
th,td{text-align:left;padding:6px 14px 6px 0;border-bottom:1px solid var(--line);vertical-align:top;font-weight:400}
thead th{color:var(--dim);font-size:13px;white-space:nowrap}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}
.bar{display:inline-block;width:110px;height:12px;background:var(--card);border:1px solid var(--line);border-radius:3px;overflow:hidden;vertical-align:-1px;margin-right:8px}
.bar i{display:block;height:100%;background:var(--used)}
.bar.full i{background:var(--bad)}
svg.pic{display:block;max-width:100%;height:auto}
svg.defs{position:absolute;width:0;height:0}
.columns{display:flex;flex-wrap:wrap;align-items:flex-start;gap:0 8px}
.columns>svg{flex:0 1 384px;min-width:0}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;margin:8px 0;padding:0;list-style:none;font-size:13px;color:var(--dim)}
.legend svg{width:16px;height:14px;vertical-align:-2px;margin-right:6px;border:1px solid var(--line)}
.only-js{display:none!important}
.js .only-js{display:block!important}
.control{position:sticky;top:0;z-index:2;background:var(--page);border:1px solid var(--line);border-radius:8px;padding:10px 14px;margin:0 0 20px;box-shadow:0 4px 14px #0002}
.control .line{display:flex;gap:8px;align-items:center}
.control input{flex:1;min-width:60px;accent-color:var(--accent)}
.control output{display:block;font-size:13px;min-height:3em;max-height:4.5em;overflow:auto;margin-top:4px}
button{font:inherit;font-size:13px;padding:3px 10px;border:1px solid var(--line);border-radius:6px;background:var(--card);color:var(--text);cursor:pointer}
button:hover{border-color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.pool{margin:0 0 44px;scroll-margin-top:130px}
.pool .facts{margin-top:-6px}
.graph{display:grid;grid-template-columns:96px 1fr;gap:0 10px;align-items:stretch}
.axis{display:flex;flex-direction:column;justify-content:space-between;text-align:right;font-size:12px;color:var(--dim);line-height:1}
.chart{position:relative;height:120px;border-bottom:1px solid var(--line);touch-action:pan-y}
.js .chart{cursor:ew-resize}
.chart svg.pic{width:100%;height:100%}
.cursor{display:none;position:absolute;top:0;bottom:0;width:0;border-left:2px solid var(--accent);pointer-events:none}
.js .cursor{display:block}
.under{grid-column:2;display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 16px;font-size:12px;color:var(--dim);padding-top:2px}
.key::before{content:"";display:inline-block;width:14px;height:8px;margin-right:5px;background:var(--used)}
.key.line::before{height:0;border-top:2px solid var(--hole-line);background:none;vertical-align:4px}
.key.fails::before{width:0;height:0;border:5px solid transparent;border-top:8px solid var(--bad);border-bottom:0;background:none}
.map{display:grid;grid-template-columns:96px 1fr;gap:3px 10px;margin:8px 0}
.map .a{text-align:right;font-size:12px;color:var(--dim);line-height:22px;white-space:nowrap}
.strip{display:block;height:22px;background:var(--card);border-radius:2px}
.strip.pic{max-width:100%;height:22px}
.map g{outline:none;cursor:default}
.map g.lit rect,.map g:focus rect{stroke:var(--text);stroke-width:3}
.figures{font-size:13px;margin:12px 0 0 106px}
.detail{font-size:13px;color:var(--dim);min-height:3em;margin:0 0 6px 106px}
details{margin:8px 0}
summary{cursor:pointer;color:var(--accent);font-size:14px}
.moment{font-size:13px;color:var(--dim);margin:10px 0 0 106px}
ul.checks{list-style:none;padding:0;margin:0}
ul.checks li{padding:3px 0 3px 26px;text-indent:-26px}
ul.checks b{display:inline-block;width:26px;text-indent:0}
pre{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 14px;font-size:12.5px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
footer{margin-top:48px;border-top:1px solid var(--line);padding-top:12px;font-size:13px;color:var(--dim)}
@media (max-width:700px){
body{padding:16px 14px 48px}
h1{font-size:23px}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}
table,tbody,tr,th,td{display:block;width:100%}
tr{border:1px solid var(--line);border-radius:8px;padding:8px 12px;margin:0 0 10px}
th,td{border:0;padding:2px 0}
td{display:flex;justify-content:space-between;gap:14px;text-align:right}
td::before{content:attr(data-title);color:var(--dim);text-align:left;flex:none}
td,th{overflow-wrap:anywhere}
td:empty{display:none}
caption{display:block}
dl{grid-template-columns:1fr;gap:0}
dd{margin-bottom:8px}
.graph,.map{grid-template-columns:1fr}
.axis{flex-direction:row;flex-wrap:wrap;text-align:left;margin-bottom:3px}
.axis :last-child{display:none}
.under{grid-column:1}
.map{gap:1px}
.map .a{text-align:left;line-height:16px;font-size:11px;margin-top:3px}
.figures,.detail,.moment{margin-left:0}
.control output{min-height:4.5em}
.control .line{flex-wrap:wrap}
.control label{flex:1}
.control input{flex:1 0 100%;order:1}
.columns>svg{flex-basis:100%}
}
@media print{
body{max-width:none;padding:0}
.control,.only-js,.js .only-js{display:none!important}
.pool,.card,tr{break-inside:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
@media (prefers-reduced-motion:no-preference){.cursor{transition:left .06s linear}}
`;
