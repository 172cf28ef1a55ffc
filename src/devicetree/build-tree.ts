import type { ParsedDts } from '../../grammar/parse-dts.ts';
import { defaultLimits, type Limits } from '../source/limits.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { checkTree } from './check-tree.ts';
import { MergedTree } from './merged-tree.ts';
import { resolveReferences } from './resolve-references.ts';
import { StatementMerger } from './statement-merger.ts';
import type { DeviceTree } from './tree.ts';

export interface BuildOptions {
  /** Where the input begins, for problems that no single line causes. */
  readonly place: Place;
  /** Keeps an /omit-if-no-ref/ node that has a label, as dtc does with `-@`. Default: false. */
  readonly keepLabelled?: boolean | undefined;
  /** Leaves references as dtc's `-f` does where a check fails. Default: false. */
  readonly force?: boolean | undefined;
  /** Of them `nesting` counts here. */
  readonly limits?: Limits | undefined;
}

export interface BuiltTree {
  readonly tree: DeviceTree;
  /** What dtc 1.8.1 would refuse, with places. Those of parsing are not repeated. */
  readonly problems: readonly Problem[];
}

/**
 * Merges the statements of an input into its tree, as dtc 1.8.1 does, order included: definitions, extensions, deletions,
 * /omit-if-no-ref/, references and phandles (dtc-parser.y, livetree.c, and the fixups of checks.c).
 *
 * A tree comes back whatever is wrong: what a problem is about is left out.
 */
export function buildTree(parsed: ParsedDts, options: BuildOptions): BuiltTree {
  const tree = new MergedTree(options.place);
  const problems: Problem[] = [];
  const { losses } = parsed;
  const readable = parsed.problems.every(({ severity }) => severity !== 'error');
  tree.isUnreadableAtStart = parsed.problems.some((problem) => isOnFirstLine(problem, options.place));
  const { nesting } = options.limits ?? defaultLimits;
  new StatementMerger(tree, problems, { readable, losses, maxNesting: nesting }).merge(parsed.statements);
  checkTree(tree, problems, parsed.statements);
  const { keepLabelled = false, force = false } = options;
  const nodes = tree.nodes();
  resolveReferences(tree, nodes, problems, { keepLabelled, force, losses });
  // Only what nothing refers to was taken out since.
  tree.finish(tree.omitIfNoRef.size === 0 ? nodes : undefined);
  return { tree, problems };
}

/** Whether something is wrong where the text begins, comments and blanks left out. */
function isOnFirstLine({ severity, place }: Problem, { file }: Place): boolean {
  if (severity !== 'error' || place?.file !== file) return false;
  const lineStart = file.text.lastIndexOf('\n', place.start - 1) + 1;
  return /^(?:\s|\/\/.*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|#.*\n)*$/.test(file.text.slice(0, lineStart));
}
