import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Failure } from './failure.ts';
import type { FuzzInput } from './fuzz-input.ts';

/** An input that failed, and where it came from. */
export interface Finding {
  readonly input: FuzzInput;
  readonly failure: Failure;
  readonly seed: number;
  readonly execution: number;
}

/** The file of a finding's folder that tells all but the files. */
const recordName = 'finding.json';

interface Recorded extends Omit<FuzzInput, 'files'> {
  readonly files: readonly string[];
}

/** Writes a finding into a folder of its own, and returns that: its files as they are, and finding.json. */
export function writeFinding(out: string, { input, failure, seed, execution }: Finding): string {
  const folder = join(out, `${slug(failure.signature)}-${seed}-${execution}`);
  for (const [path, bytes] of input.files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  const recorded: Recorded = { ...input, files: [...input.files.keys()] };
  const { signature, detail } = failure;
  const command = `npm run fuzz -- --replay ${folder}`;
  const record = { signature, engine: input.engine, seed, execution, command, input: recorded, detail };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, recordName), `${JSON.stringify(record, null, 2)}\n`);
  return folder;
}

/** The input of a finding, from its folder or its finding.json; throws where it cannot be read. */
export function readFinding(path: string): FuzzInput {
  const folder = existsSync(path) && statSync(path).isDirectory() ? path : dirname(path);
  const { input } = JSON.parse(readFileSync(join(folder, recordName), 'utf8')) as {
    readonly input: Recorded;
  };
  return { ...input, files: new Map(input.files.map((name) => [name, readFileSync(join(folder, name))])) };
}

function slug(signature: string): string {
  return signature
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}
