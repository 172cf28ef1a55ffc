import { relative, resolve, sep } from 'node:path';
import { type ProfileRequest, profileFor } from '../../kernel/profile.ts';
import type { FailOn } from '../../lint/fail-on.ts';
import type { RuleLevel } from '../../lint/lint.ts';
import type { AddressRange } from '../../memory/model.ts';
import type { FileStore } from '../../source/file-store.ts';
import type { Problem } from '../../source/problem.ts';
import { nearestNames } from '../../workload/nearest-name.ts';
import { ramOf } from '../../workload/plan/matrix-axis.ts';
import type { YamlPath } from '../../workload/yaml-source.ts';
import type { CheckBoardConfig } from '../config/check-schema.ts';
import type { ConfigFile } from '../config/config-file.ts';
import { isIgnored, lintSettingsFor } from '../config/lint-settings.ts';
import { capacityRuleIds } from '../rehearse/rehearsal-findings.ts';
import { allRuleIds } from '../remark-levels.ts';
import { readBaselineFile } from '../settings/baseline-file.ts';
import { settingsOf } from '../settings/board-settings.ts';
import { readSizeAtBase } from '../settings/size-at-base.ts';
import type { CheckItem } from './check-item.ts';
import { planKey } from './plan-key.ts';

/** Finds the files of a pattern below a folder: absolute, sorted. */
export type Glob = (pattern: string, folder: string) => readonly string[];

/** All that a configuration asks `check` to do. */
export interface CheckPlan {
  /** The configuration, as shown. */
  readonly config: string;
  /** In the order of the configuration; empty if a problem is an error. */
  readonly items: readonly CheckItem[];
  /** {@link planKey}: parts of one check are known by it. */
  readonly key: string;
  readonly failOn: FailOn;
  /** Of lint, over all boards. */
  readonly maxWarnings: number | undefined;
  readonly problems: readonly Problem[];
}

/** What the command line says, which wins over the configuration. */
export interface GivenChecks {
  readonly failOn?: FailOn | undefined;
  /** Of rules that there are. */
  readonly levels?: ReadonlyMap<string, RuleLevel> | undefined;
}

/** Far more than a day's work. */
export const mostCheckItems = 20_000;

/**
 * Works out what a configuration's `check` comes to: an item for each board and kernel. What is not there, and a pattern that finds
 * nothing, are errors at their places.
 *
 * @param given in place of the configuration's
 */
export function planCheck(
  files: FileStore,
  file: ConfigFile,
  glob: Glob,
  given: GivenChecks = {},
): CheckPlan {
  const { check, lint = {} } = file.config;
  const plan = {
    config: file.path,
    failOn: given.failOn ?? check?.failOn ?? lint.failOn ?? 'error',
    maxWarnings: lint.maxWarnings,
  };
  if (check === undefined) return { ...plan, items: [], key: '', problems: [nothingToCheck(file)] };
  const planner = new Planner(files, file, glob, plan.failOn, given.levels ?? new Map());
  const items = planner.items(check.boards, check.workloads ?? [], check.rules ?? {});
  const problems = [...planner.problems, ...namesakes(items, file)];
  if (items.length > mostCheckItems) problems.push(tooMany(items.length, file));
  const isRefused = problems.some(({ severity }) => severity === 'error');
  return { ...plan, items: isRefused ? [] : items, key: planKey(items, file.folder), problems };
}

/** The rules that have a say in a check: of lint and of capacity. */
export function judgingRuleIds(): readonly string[] {
  return [...allRuleIds(), ...capacityRuleIds()];
}

class Planner {
  readonly problems: Problem[] = [];
  readonly #files: FileStore;
  readonly #file: ConfigFile;
  readonly #glob: Glob;
  readonly #failOn: FailOn;
  readonly #given: ReadonlyMap<string, RuleLevel>;

  constructor(
    files: FileStore,
    file: ConfigFile,
    glob: Glob,
    failOn: FailOn,
    given: ReadonlyMap<string, RuleLevel>,
  ) {
    this.#files = files;
    this.#file = file;
    this.#glob = glob;
    this.#failOn = failOn;
    this.#given = given;
  }

  items(
    boards: readonly CheckBoardConfig[],
    shared: readonly string[],
    rules: Readonly<Record<string, RuleLevel>>,
  ): readonly CheckItem[] {
    const settings = settingsOf(this.#files, this.#file);
    this.problems.push(...settings.problems);
    const levels = this.#levels(rules);
    this.#checkBaseline(settings.baseline);
    const forAll = this.#paths(['check', 'workloads'], shared, 'file');
    return boards.flatMap((entry, index) => {
      const at: YamlPath = ['check', 'boards', index];
      const paths = this.#boards(entry, at);
      const workloads = [
        ...new Set([...forAll, ...this.#paths([...at, 'workloads'], entry.workloads ?? [], 'file')]),
      ];
      const overlays = (entry.overlays ?? []).flatMap((path, number) =>
        this.#existing([...at, 'overlays', number], path, 'file'),
      );
      const memory = this.#memory(entry, at) ?? settings.facts.memory;
      const ram = this.#ram(entry, at);
      const kernels = this.#kernels(entry, at, settings.facts.kernel);
      return paths.flatMap((board) =>
        kernels.map(
          (kernel): CheckItem => ({
            name: this.#name(entry, board, paths.length),
            board,
            overlays,
            kernel,
            ram,
            set: Object.entries(entry.set ?? {}).map(([name, value]) => [name, String(value)] as const),
            workloads,
            sources: settings.sources,
            request: {
              ...settings.facts,
              ...lintSettingsFor(this.#file, board, { levels }),
              kernel: { ...settings.facts.kernel, ...(kernel === undefined ? {} : { version: kernel }) },
              memory,
            },
            levels,
            failOn: this.#failOn,
            baseline: settings.baseline,
          }),
        ),
      );
    });
  }

  #boards(entry: CheckBoardConfig, at: YamlPath): readonly string[] {
    if (entry.board !== undefined) return this.#existing([...at, 'board'], entry.board, undefined);
    const found = this.#paths([...at, 'boards'], [entry.boards ?? ''], undefined, [...at, 'boards']);
    const left = found.filter((board) => !isIgnored(this.#file, board));
    if (found.length > 0 && left.length === 0)
      this.#say([...at, 'boards'], `\`lint.ignore\` passes over each board of \`${entry.boards}\`.`);
    return left;
  }

  /** @param only the place of them all, where they are no list */
  #paths(
    at: YamlPath,
    written: readonly string[],
    kind: 'file' | undefined,
    only?: YamlPath,
  ): readonly string[] {
    const { folder } = this.#file;
    const found = written.flatMap((text, index) => {
      const place = only ?? [...at, index];
      const isPattern = /[*?[\]{}!]/.test(text);
      if (!isPattern || this.#files.access.kind(resolve(folder, text)) !== undefined)
        return this.#existing(place, text, kind);
      const matched = this.#glob(text, folder);
      if (matched.length === 0) this.#say(place, `No file matches \`${text}\`.`);
      return matched;
    });
    return [...new Set(found)];
  }

  #existing(at: YamlPath, written: string, wanted: 'file' | undefined): readonly string[] {
    const path = resolve(this.#file.folder, written);
    const kind = this.#files.access.kind(path);
    if (kind !== undefined && (wanted === undefined || kind === wanted)) return [path];
    const what = kind === 'folder' ? 'is a folder' : 'is not there';
    this.#say(
      at,
      `\`${written}\` ${what}.`,
      kind === 'folder' ? `A pattern has its files, such as \`${written.replace(/\/$/, '')}/*\`.` : undefined,
    );
    return [];
  }

  #name({ name }: CheckBoardConfig, board: string, count: number): string {
    const path = relative(this.#file.folder, board).split(sep).join('/');
    if (name === undefined) return path;
    return count === 1 ? name : `${name}: ${path}`;
  }

  #memory({ memory }: CheckBoardConfig, at: YamlPath): readonly AddressRange[] | undefined {
    return memory?.flatMap((text, index) => {
      const read = readSizeAtBase('memory', text);
      if (read.ok) return [read.value];
      this.#say([...at, 'memory', index], read.message, read.help);
      return [];
    });
  }

  #ram({ ram: text }: CheckBoardConfig, at: YamlPath): CheckItem['ram'] {
    if (text === undefined) return undefined;
    const ram = ramOf(text);
    if (typeof ram === 'object') return { ...ram, text };
    this.#say([...at, 'ram'], ram);
    return undefined;
  }

  /** Each kernel once, however often it is named. */
  #kernels(
    { kernels }: CheckBoardConfig,
    at: YamlPath,
    asked: ProfileRequest | undefined,
  ): readonly (string | undefined)[] {
    for (const [index, version] of (kernels ?? []).entries()) {
      const found = profileFor({ version, pageSize: asked?.pageSize, arch: asked?.arch });
      if (!found.ok) this.#say([...at, 'kernels', index], found.problem.message, found.problem.help);
    }
    return kernels === undefined ? [asked?.version] : [...new Set(kernels)];
  }

  #levels(rules: Readonly<Record<string, RuleLevel>>): ReadonlyMap<string, RuleLevel> {
    const known = judgingRuleIds();
    for (const rule of Object.keys(rules)) {
      if (known.includes(rule)) continue;
      const [near] = nearestNames(rule, known, 1);
      const help = near === undefined ? 'carveout rules lists them.' : `Did you mean ${near}?`;
      this.#say(['check', 'rules', rule], `There is no rule ${rule}.`, help);
    }
    return new Map([...Object.entries(rules), ...this.#given]);
  }

  #checkBaseline(path: string | undefined): void {
    if (path === undefined) return;
    const read = readBaselineFile('baseline', path, this.#files.access);
    if (!read.ok) this.#say(['lint', 'baseline'], read.message);
  }

  #say(at: YamlPath, message: string, help?: string): void {
    const place = this.#file.placeOf(at);
    this.problems.push({ severity: 'error', code: 'check-config', message, place, help });
  }
}

/** Checks that a report would call the same, such as one board with two sizes of RAM. */
function namesakes(items: readonly CheckItem[], { placeOf }: ConfigFile): readonly Problem[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name, kernel } of items) {
    const label = kernel === undefined ? name : `${name} (${kernel})`;
    if (seen.has(label)) twice.add(label);
    seen.add(label);
  }
  const [first] = twice;
  if (first === undefined) return [];
  const others = twice.size === 1 ? '' : `, and ${twice.size - 1} more are`;
  return [
    {
      severity: 'warning',
      code: 'check-config',
      message: `\`${first}\` is the name of several checks${others}.`,
      place: placeOf(['check', 'boards']),
      help: 'Give each entry of `boards` a `name`.',
    },
  ];
}

function nothingToCheck({ path }: ConfigFile): Problem {
  return {
    severity: 'error',
    code: 'check-config',
    message: `${path} does not say what to check.`,
    help: 'Add `check:` with `boards:` to it.',
  };
}

function tooMany(count: number, { placeOf }: ConfigFile): Problem {
  return {
    severity: 'error',
    code: 'check-config',
    message: `There are ${count} boards and kernels to check; at most ${mostCheckItems} are.`,
    place: placeOf(['check', 'boards']),
  };
}
