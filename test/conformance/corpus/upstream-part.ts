import { join } from 'node:path';
import { profileFor } from '../../../src/kernel/profile.ts';
import type { Finding, Severity } from '../../../src/lint/finding.ts';
import { lint } from '../../../src/lint/lint.ts';
import type { Board } from '../../../src/project/board.ts';
import { type LoadedBoard, loadBoard } from '../../../src/project/load-board.ts';
import type { Project } from '../../../src/project/project.ts';
import type { ExpectedBoard } from './corpus-folder.ts';
import type { Judgement } from './judgement.ts';
import { judgements } from './judgements.ts';
import { relativeTo } from './relative-to.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';

/** What one rule says about one node of one file, over all boards that include it. */
export interface FindingGroup {
  readonly rule: string;
  readonly severity: Severity;
  /** Below `src/`. */
  readonly file: string;
  readonly node: string;
  readonly lines: Set<number>;
  readonly boards: Set<string>;
  readonly messages: Set<string>;
  /** Of all boards. */
  findings: number;
  readonly judgement: Judgement | undefined;
}

/**
 * Lints every board and every overlay with all rules and gathers what they find by place. Each error and warning must have been
 * judged in judgements.ts, and each judgement be about something that is found.
 */
export class UpstreamPart implements CorpusPart {
  readonly name = 'upstream';
  /** By rule, severity, file and node. */
  readonly groups: Map<string, FindingGroup> = new Map();
  boards = 0;
  overlays = 0;
  readonly #tally = new Tally('upstream');
  readonly #sources: string;
  readonly #isWhole: boolean;

  /** @param isWhole whether all boards are linted, so that every judgement must be about something that is found */
  constructor(sources: string, isWhole: boolean) {
    this.#sources = sources;
    this.#isWhole = isWhole;
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
    this.boards++;
    if (board !== undefined) this.#lint(name, board);
  }

  compareOverlay(name: string, project: Project): void {
    this.#tally.board();
    this.overlays++;
    const { board } = loadBoard(join(this.#sources, name), { project, allowErrors: true });
    if (board !== undefined) this.#lint(name, board);
  }

  summary(): string {
    const groups = [...this.groups.values()];
    for (const { severity, rule, node, file, judgement } of groups) {
      if (severity !== 'info' && judgement === undefined)
        this.#tally.difference(file, `${severity} ${rule} of ${node} is not judged`);
    }
    const used = new Set(groups.map(({ judgement }) => judgement));
    for (const judgement of this.#isWhole ? judgements : []) {
      if (!used.has(judgement))
        this.#tally.difference(judgement.file, `${judgement.rule} is judged, and not found`);
    }
    return `${this.#tally.summary()}, findings at ${groups.length} places`;
  }

  #lint(name: string, board: Board): void {
    const profile = profileFor({ arch: board.arch });
    const found = lint(
      { model: board.model, arch: board.arch, profile: profile.ok ? profile.profile : undefined },
      { preset: 'all' },
    );
    for (const finding of found) this.#add(name, finding);
  }

  #add(board: string, { rule, severity, node, place, message }: Finding): void {
    const file = relativeTo(this.#sources, place.file.absolutePath ?? place.file.path).replace(/^src\//, '');
    const key = [rule, severity, file, node].join('\n');
    let group = this.groups.get(key);
    if (group === undefined) {
      const judgement = judgements.find(
        (one) => one.rule === rule && one.file === file && one.nodes.includes(node),
      );
      const [lines, boards, messages] = [new Set<number>(), new Set<string>(), new Set<string>()];
      group = { rule, severity, file, node, lines, boards, messages, findings: 0, judgement };
      this.groups.set(key, group);
    }
    group.findings++;
    group.lines.add(place.file.lineColumn(place.start).line);
    group.boards.add(board.replace(/^src\//, ''));
    group.messages.add(message);
  }
}
