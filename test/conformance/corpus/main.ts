import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runTool } from '../../helpers/run-tool.ts';
import { openCorpus } from './corpus-folder.ts';
import { allParts, type PartName, runCorpus } from './run-corpus.ts';

const usage = `Usage: npm run corpus -- DIR [--only ${allParts.join(',')}] [--boards FILE] [--match TEXT]

DIR holds dts.tar.xz, regions.ndjson.gz, dtb-sha256.txt and findings.json; the sources are unpacked into the system's
temporary folder once.
  --only PARTS    compare only these (default: all)
  --boards FILE   only the boards, overlays and source files that FILE lists, one path a line
  --match TEXT    only those whose path contains TEXT

Prints each difference; exits with 1 where there is one.`;

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string', default: allParts.join(',') },
      boards: { type: 'string' },
      match: { type: 'string', default: '' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [folder] = positionals;
  const parts = (values.only ?? '').split(',') as PartName[];
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
  return await runCorpus({ ...corpus, boards, overlays, files }, parts);
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim());
}

await runTool('corpus', usage, main);
