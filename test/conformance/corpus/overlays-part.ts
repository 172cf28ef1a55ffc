import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DeviceTree, Node } from '../../../src/devicetree/tree.ts';
import { readDtb } from '../../../src/fdt/read-dtb.ts';
import { compileTree } from '../../../src/project/compile-tree.ts';
import { type LoadedTree, loadTree } from '../../../src/project/load-tree.ts';
import type { Project } from '../../../src/project/project.ts';
import { openTreeInput, type TreeInput } from '../../../src/project/tree-input.ts';
import type { ExpectedBoard } from './corpus-folder.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';

/** A board and overlays that the kernel's makefiles put together. */
interface Combination {
  readonly target: string;
  readonly base: string;
  readonly overlays: readonly string[];
  /** Whether fdtoverlay can apply them. */
  readonly applies: boolean;
}

/**
 * Applies the overlays of overlays.json, as sources and as blobs, and holds the trees against those that fdtoverlay made
 * (overlaid.tar.xz); nodes and properties may stand in another order.
 */
export class OverlaysPart implements CorpusPart {
  readonly name = 'overlays';
  readonly #tally = new Tally('overlays');
  readonly #sources: string;
  readonly #folder: string;
  readonly #combinations: ReadonlyMap<string, readonly Combination[]>;
  #unpacked: string | undefined;

  constructor(folder: string, sources: string) {
    this.#sources = sources;
    this.#folder = folder;
    const path = join(folder, 'overlays.json');
    const all: readonly Combination[] = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
    const byBase = new Map<string, Combination[]>();
    for (const one of all) byBase.set(one.base, [...(byBase.get(one.base) ?? []), one]);
    this.#combinations = byBase;
  }

  get passed(): number {
    return this.#tally.passed;
  }

  get failures(): ReadonlySet<string> {
    return this.#tally.failures;
  }

  async unavailable(): Promise<string | undefined> {
    const archive = join(this.#folder, 'overlaid.tar.xz');
    if (!existsSync(archive)) return 'there is no overlaid.tar.xz';
    const target = mkdtempSync(join(tmpdir(), 'carveout-overlaid-'));
    process.on('exit', () => rmSync(target, { recursive: true, force: true }));
    const { status } = spawnSync('tar', ['-C', target, '-xJf', archive], { stdio: 'ignore' });
    this.#unpacked = target;
    return status === 0 ? undefined : 'tar cannot unpack overlaid.tar.xz';
  }

  compare({ board }: ExpectedBoard, _: unknown, project: Project): void {
    const combinations = this.#combinations.get(board) ?? [];
    if (combinations.length === 0) return;
    this.#tally.board();
    for (const combination of combinations) {
      this.#compare(
        combination,
        this.#load(combination, project, (input) => input),
        'sources',
      );
      this.#compare(combination, this.#load(combination, project, compiled(project)), 'blobs');
    }
  }

  summary(): string {
    return this.#tally.summary();
  }

  #load(combination: Combination, project: Project, as: (input: TreeInput) => TreeInput): LoadedTree {
    const [base, ...overlays] = [combination.base, ...combination.overlays].map((path) => {
      const input = openTreeInput(project.files, join(this.#sources, path));
      if ('severity' in input) throw new Error(input.message);
      return as(input);
    });
    if (base === undefined) throw new Error(`${combination.target} has no base`);
    return loadTree(base, { project, overlays });
  }

  #compare({ base, target, applies }: Combination, { tree, problems }: LoadedTree, form: string): void {
    const errors = problems.filter(({ severity }) => severity === 'error');
    this.#tally.compared(`combinations from ${form}`);
    if (!applies) {
      const isTold = errors.some(({ code, place }) => code === 'missing-symbol' && place !== undefined);
      if (!isTold) this.#tally.difference(base, `${target} from ${form} is not refused`);
      return;
    }
    const path = join(this.#unpacked ?? '', 'overlaid', dirname(base).replace(/^src\//, ''), `${target}.dtb`);
    const wanted = readDtb(path, readFileSync(path)).tree;
    if (errors.length > 0) {
      this.#tally.difference(base, `${target} from ${form}: ${errors[0]?.message}`);
    } else if (tree === undefined || wanted === undefined || outline(tree) !== outline(wanted)) {
      this.#tally.difference(base, `${target} from ${form} is another tree than fdtoverlay's`);
    }
  }
}

function compiled(project: Project): (input: TreeInput) => TreeInput {
  return (input) => {
    const bytes = compileTree(input, { project, symbols: true }).blob ?? new Uint8Array();
    return { kind: 'blob', path: 'compiled', bytes, absolutePath: undefined };
  };
}

/** Names and values in the order of the names. */
function outline({ root }: DeviceTree): string {
  const ofNode = (node: Node): string => {
    const properties = [...node.properties.values()].map(
      ({ name, value }) => `${name}=${Buffer.from(value).toString('hex')};`,
    );
    const children = [...node.children.values()].map((child) => `${child.name}{${ofNode(child)}}`);
    return [...properties.sort(), ...children.sort()].join('');
  };
  return ofNode(root);
}
