import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runTool } from '../../helpers/run-tool.ts';
import { openCorpus } from './corpus-folder.ts';
import { allParts, runCorpus } from './run-corpus.ts';
import { upgradePage } from './upgrade-page.ts';
import { UpgradePart } from './upgrade-part.ts';
import { upstreamPage } from './upstream-page.ts';
import { UpstreamPart } from './upstream-part.ts';

const usage = `Usage: npm run corpus -- DIR [--only ${allParts.join(',')}] [--boards FILE] [--match TEXT]

DIR holds dts.tar.xz, regions.ndjson.gz, dtb-sha256.txt and findings.json; the sources are unpacked into the system's
temporary folder once.
  --only PARTS    compare only these (default: all)
  --boards FILE   only the boards, overlays and source files that FILE lists, one path a line
  --match TEXT    only those whose path contains TEXT
  --upgrade FROM,TO --write FILE
                  instead of all that: which boards two kernels boot otherwise, as a page
  --findings --write FILE
                  instead of all that: what all rules find, as a page with what was judged of it

Prints each difference; exits with 1 where there is one.`;

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string', default: allParts.join(',') },
      boards: { type: 'string' },
      match: { type: 'string', default: '' },
      upgrade: { type: 'string' },
      findings: { type: 'boolean', default: false },
      write: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [folder] = positionals;
  const parts = (values.only ?? '').split(',') as (typeof allParts)[number][];
  const unknown = parts.find((part) => !allParts.includes(part));
  if (values.help || folder === undefined || unknown !== undefined) {
    if (unknown !== undefined) console.error(`corpus: there is no part "${unknown}".`);
    console.log(usage);
    return values.help ? 0 : 2;
  }

  const corpus = openCorpus(folder);
  const listed = values.boards === undefined ? undefined : new Set(linesOf(values.boards));
  const isWanted = (path: string): boolean =>
    (listed === undefined || listed.has(path)) && path.includes(values.match ?? '');
  const boards = corpus.boards.filter(({ board }) => isWanted(board));
  const overlays = corpus.overlays.filter(isWanted);
  const files = corpus.files.filter(isWanted);
  if (values.findings) {
    const isWhole = boards.length === corpus.boards.length && overlays.length === corpus.overlays.length;
    const upstream = new UpstreamPart(corpus.sources, isWhole);
    const status = await runCorpus({ ...corpus, boards, overlays, files: [] }, [], [upstream]);
    if (values.write !== undefined) writeFileSync(values.write, upstreamPage(upstream));
    return status;
  }
  if (values.upgrade === undefined) return await runCorpus({ ...corpus, boards, overlays, files }, parts);

  const [from = '', to = ''] = values.upgrade.split(',');
  const upgrade = new UpgradePart(from, to);
  const status = await runCorpus({ ...corpus, boards, overlays: [], files: [] }, [], [upgrade]);
  if (values.write !== undefined) writeFileSync(values.write, upgradePage(upgrade));
  return status;
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim());
}

await runTool('corpus', usage, main);
