import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A file, and the lines of it that an entry names; none: anywhere in the file. */
export interface KnownPlace {
  readonly file: string;
  readonly lines: readonly (readonly [first: number, last: number])[];
}

/** A true defect of upstream boards. */
export interface KnownFinding {
  readonly id: string;
  readonly rule: string;
  readonly severity: string;
  readonly boards: readonly string[];
  readonly nodes: readonly string[];
  readonly places: readonly KnownPlace[];
}

interface Entry {
  readonly id: string;
  readonly rule: string;
  readonly severity: string;
  readonly boards: readonly string[];
  readonly nodes: readonly string[];
  readonly source: string;
}

/** The entries of findings.json, their places read out of the prose. */
export function readKnownFindings(folder: string): readonly KnownFinding[] {
  const entries = JSON.parse(readFileSync(join(folder, 'findings.json'), 'utf8')) as readonly Entry[];
  return entries.map(({ id, rule, severity, boards, nodes, source }) => ({
    id,
    rule,
    severity,
    boards,
    nodes: nodes.map(nodeName),
    places: placesIn(source),
  }));
}

/** `disp_mem: memory@400000` and `memory@86200000 (tz)` name nodes with a remark. */
function nodeName(text: string): string {
  return text.replace(/^\w+: /, '').replace(/ \(.*\)$/, '');
}

const reference = /([\w./-]+\.dtsi?)((?::\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)?)((?: and :\d+(?:-\d+)?)*)/g;

/** `a.dtsi:173 and :188`, `b.dts:61 vs c.dtsi:681`, `d.dtsi:185,194`, `e.dts:10-12`; a bare name stands in the folder before it. */
function placesIn(source: string): readonly KnownPlace[] {
  const places: KnownPlace[] = [];
  for (const [, file = '', first = '', further = ''] of source.matchAll(reference)) {
    const before = places.at(-1);
    const full = basename(file) === file && before !== undefined ? join(dirname(before.file), file) : file;
    const lines = [...`${first}${further}`.matchAll(/(\d+)(?:-(\d+))?/g)].map(
      ([, from, to]) => [Number(from), Number(to ?? from)] as const,
    );
    places.push({ file: full, lines });
  }
  return places;
}
