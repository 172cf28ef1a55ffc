// Writes grammar/dts.ebnf and docs/grammar.html from the parser: `npm run grammar`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ISerializedGast } from 'chevrotain';
import { printEbnf, recordedRules } from '../../../grammar/ebnf.ts';

const diagrams = 'node_modules/chevrotain/diagrams';

writeFileSync('grammar/dts.ebnf', printEbnf());
writeFileSync('docs/grammar.html', railroadPage());

/** The railroad diagrams, drawn here: the page needs no script and nothing from elsewhere. */
function railroadPage(): string {
  const style = readFileSync(join(diagrams, 'diagrams.css'), 'utf8');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The DTS language as carveout reads it</title>
<style>
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; font-family: sans-serif; background: white; color: black; }
svg.railroad-diagram { display: block; max-width: 100%; }
${style}</style>
<h1>The DTS language as carveout reads it</h1>
<p>Generated from the parser in grammar/; the same as text is in grammar/dts.ebnf.</p>
${drawRules(recordedRules())}
</html>
`;
}

type Draw = (rules: readonly ISerializedGast[]) => string;

/** Chevrotain's drawing code, which is written for browsers and AMD, run as two CommonJS modules. */
function drawRules(rules: readonly ISerializedGast[]): string {
  const railroad = runModule(join(diagrams, 'vendor/railroad-diagrams.js'), {});
  const builder = runModule(join(diagrams, 'src/diagrams_builder.js'), railroad);
  return (builder.buildSyntaxDiagramsText?.(rules) ?? '').replaceAll('<h2', '\n<h2');
}

function runModule(path: string, required: object): { buildSyntaxDiagramsText?: Draw } {
  const module = { exports: {} };
  const run = new Function('module', 'exports', 'require', readFileSync(path, 'utf8'));
  run.call(module.exports, module, module.exports, () => required);
  return module.exports;
}
