import type { DeviceTree } from '../../../src/devicetree/tree.ts';
import { profileFor } from '../../../src/kernel/profile.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import { lint } from '../../../src/lint/lint.ts';
import { catalogue } from '../../../src/lint/rules/index.ts';
import type { MemoryModel } from '../../../src/memory/model.ts';
import type { LoadedBoard } from '../../../src/project/load-board.ts';
import type { Place } from '../../../src/source/place.ts';
import type { Corpus, ExpectedBoard } from './corpus-folder.ts';
import { type KnownFinding, type KnownPlace, readKnownFindings } from './known-findings.ts';
import { relativeTo } from './relative-to.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';
import { type Trap, traps } from './traps.ts';

/** Lints each board with all rules: what is known must be found, and no trap taken for a fault. Counts all findings by rule and severity. */
export class FindingsPart implements CorpusPart {
  readonly name = 'findings';
  readonly #tally = new Tally('findings');
  readonly #sources: string;
  readonly #known: readonly KnownFinding[];
  readonly #missingRules = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #trapped = new Set<Trap>();

  constructor(corpus: Corpus) {
    const ids = new Set(catalogue.map(({ id }) => id));
    const all = readKnownFindings(corpus.folder);
    this.#sources = corpus.sources;
    this.#known = all.filter(({ rule }) => ids.has(rule));
    for (const { rule } of all) if (!ids.has(rule)) this.#missingRules.add(rule);
  }

  get passed(): number {
    return this.#tally.passed;
  }

  get failures(): ReadonlySet<string> {
    return this.#tally.failures;
  }

  async unavailable(): Promise<undefined> {}

  compare({ board: name }: ExpectedBoard, { board }: LoadedBoard): void {
    this.#tally.board();
    if (board === undefined) {
      this.#tally.difference(name, 'there is no board to lint');
      return;
    }

    const profile = profileFor({ arch: board.arch });
    const found = lint(
      {
        model: board.model,
        arch: board.arch,
        profile: profile.ok ? profile.profile : undefined,
      },
      { preset: 'all' },
    );
    for (const { severity, rule } of found) {
      const key = `${severity} ${rule}`;
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
    for (const known of this.#known) {
      if (known.boards.includes(name))
        compareFinding(this.#tally, name, known, found, board.tree, this.#sources);
    }
    this.#compareTraps(name, board.model, found);
  }

  #compareTraps(board: string, model: MemoryModel, found: readonly Finding[]): void {
    for (const trap of traps) {
      if (trap.boards?.test(board) === false) continue;
      for (const region of model.regions.filter((one) => trap.isIn(one, model))) {
        this.#trapped.add(trap);
        this.#tally.compared('regions in traps');
        const fallen = found.find(
          ({ rule, severity, node, message }) =>
            severity !== 'info' &&
            trap.rules.includes(rule) &&
            (node === region.path || message.includes(`${region.path} `)),
        );
        if (fallen !== undefined)
          this.#tally.difference(board, `${trap.name}: ${fallen.severity} ${fallen.rule}: ${fallen.message}`);
      }
    }
  }

  summary(): string {
    const counts = [...this.#counts].sort().map(([key, count]) => `  ${count} ${key}`);
    const missing =
      this.#missingRules.size === 0
        ? []
        : [`  left out, no such rule yet: ${[...this.#missingRules].join(', ')}`];
    const traps = `  ${this.#trapped.size} kinds of traps met`;
    return [this.#tally.summary(), traps, ...missing, ...counts].join('\n');
  }
}

/**
 * Looks for a known finding of a board among what lint found there: the rule, one of the nodes, and one of the places (the
 * finding's own, a related one, or where its node was written: the file names nodes, lint points at their properties).
 */
function compareFinding(
  tally: Tally,
  board: string,
  known: KnownFinding,
  found: readonly Finding[],
  tree: DeviceTree,
  sources: string,
): void {
  tally.compared('known findings');
  const ofRule = found.filter(({ rule }) => rule === known.rule);
  const aboutNode = ofRule.filter((finding) => known.nodes.some((name) => mentions(finding, name)));
  if (aboutNode.length === 0) {
    tally.difference(board, `${known.id} (${known.rule} of ${known.nodes.join(', ')}) is not found`);
    return;
  }
  if (known.places.length === 0) return;

  tally.compared('places');
  const places = aboutNode.flatMap(({ place, related, node }) => [
    place,
    ...related.map((other) => other.place),
    ...(tree.nodeByPath(node)?.writes.map((write) => write.place) ?? []),
  ]);
  if (places.some((place) => known.places.some((wanted) => isAt(place, wanted, sources)))) return;

  const wanted = known.places.map(({ file, lines }) => `${file}:${lines.join(',')}`).join(' or ');
  tally.difference(
    board,
    `${known.id} (${known.rule}) is found at ${places.map((place) => shown(place, sources)).join(', ')}, not at ${wanted}`,
  );
}

function mentions(finding: Finding, name: string): boolean {
  if (finding.node.split('/').includes(name) || finding.message.includes(name)) return true;
  return finding.related.some(({ message }) => message.includes(name));
}

function isAt({ file, start }: Place, wanted: KnownPlace, sources: string): boolean {
  if (relativeTo(sources, file.absolutePath ?? file.path) !== wanted.file) return false;
  if (wanted.lines.length === 0) return true;

  const { line } = file.lineColumn(start);
  return wanted.lines.some(([first, last]) => line >= first && line <= last);
}

function shown({ file, start }: Place, sources: string): string {
  return `${relativeTo(sources, file.absolutePath ?? file.path)}:${file.lineColumn(start).line}`;
}
