import { nearest } from '../../grammar/spelling.ts';
import type { SyntaxRange } from '../../grammar/syntax.ts';
import type { Problem, RelatedPlace } from '../source/problem.ts';
import type { MergedTree } from './merged-tree.ts';
import type { TreeNode } from './tree-node.ts';

type Where = Pick<SyntaxRange, 'text' | 'start' | 'end'>;

/** So many subnodes are named to who looks for another. */
const mostNames = 5;

/**
 * A reference to a node that does not exist: which part of it is missing, what was probably meant, and where it was deleted
 * if it was there once.
 *
 * @param target `label`, `/path` or `label/path`
 */
export function undefinedTarget(target: string, where: Where, tree: MergedTree): Problem {
  const place = where.text.place(where.start, where.end);
  const slash = target.indexOf('/');
  const label = slash === -1 ? target : target.slice(0, slash);
  const start = slash === 0 ? tree.root : tree.labels.get(label);
  const told =
    start === undefined ? missingLabel(label, slash, tree) : missingPath(target, slash, start, tree);
  return { severity: 'error', place, ...told };
}

type Told = Omit<Problem, 'severity' | 'place'>;

function missingLabel(label: string, slash: number, tree: MergedTree): Told {
  const code = slash === -1 ? 'undefined-label' : 'undefined-path';
  const deleted = tree.deletedLabels.get(label);
  if (deleted?.isDeleted) {
    const message = `No node has the label \`${label}\` any more: ${deleted.path} is deleted.`;
    return { code, message, related: deletion(deleted) };
  }
  const similar = nearest(label, tree.labels.keys());
  const help = similar === undefined ? undefined : `Did you mean \`&${similar}\`?`;
  return { code, message: `No node has the label \`${label}\`.`, help };
}

function missingPath(target: string, slash: number, start: TreeNode, tree: MergedTree): Told {
  const code = 'undefined-path';
  const names = target
    .slice(slash + 1)
    .split('/')
    .filter((name) => name !== '');
  if (!tree.root.isWritten) {
    const message = 'The root node is not defined before this line.';
    return { code, message, help: 'Write `/ { };` above it.' };
  }

  let node = start;
  let depth = 0;
  for (let next = node.child(names[0] ?? ''); next !== undefined; next = node.child(names[depth] ?? '')) {
    node = next;
    depth++;
  }
  const missing = names[depth] ?? '';
  const message =
    node === tree.root && names.length === 1
      ? `There is no node \`/${missing}\`.`
      : `There is no node \`${target}\`: ${node.path} has no subnode \`${missing}\`.`;
  if (tree.plugin && slash === 0) {
    const help = 'An overlay refers to nodes of its base by label only: write `<&label>`.';
    return { code, message, help };
  }
  const old = node.rawChild(missing);
  if (old !== undefined) return { code, message, related: deletion(old) };
  const prefix =
    target.slice(0, slash + 1) +
    names
      .slice(0, depth)
      .map((name) => `${name}/`)
      .join('');
  const rest = names
    .slice(depth + 1)
    .map((name) => `/${name}`)
    .join('');
  return { code, message, help: meantSubnode(node, missing, (name) => `&{${prefix}${name}${rest}}`) };
}

function deletion(node: TreeNode): RelatedPlace[] {
  const last = node.writes.findLast(({ kind }) => kind === 'deleted');
  return last === undefined ? [] : [{ message: 'deleted here', place: last.place }];
}

/** The subnode that was probably meant: with its unit address, spelled in another way, or one of the few that there are. */
function meantSubnode(node: TreeNode, missing: string, whole: (name: string) => string): string | undefined {
  const children = node.liveChildren();
  const [base = ''] = missing.split('@');
  const sameBase = children.filter(({ baseName }) => baseName === base).map(({ name }) => name);
  const similar = nearest(missing, sameBase) ?? (sameBase.length === 1 ? sameBase[0] : undefined);
  const meant =
    similar ??
    (sameBase.length === 0
      ? nearest(
          missing,
          children.map(({ name }) => name),
        )
      : undefined);
  if (meant !== undefined) return `Did you mean \`${whole(meant)}\`?`;

  const named = (sameBase.length > 0 ? sameBase : children.map(({ name }) => name)).slice(0, mostNames);
  if (named.length === 0) return undefined;
  const total = sameBase.length > 0 ? sameBase.length : children.length;
  const more = total > named.length ? ` and ${total - named.length} more` : '';
  return `Its subnodes are ${named.map((name) => `\`${name}\``).join(', ')}${more}.`.replace(
    /^Its subnodes are (\S+)\.$/,
    'Its only subnode is $1.',
  );
}
