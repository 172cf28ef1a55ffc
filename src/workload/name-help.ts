import type { DeviceTree } from '../devicetree/tree.ts';

/**
 * What to write in place of a name that is none: names near it; and where the tree has no labels at all, as a blob has none that was
 * compiled without them, that it cannot be one.
 *
 * @param near no more than a few
 */
export function nameHelp(name: string, near: readonly string[], tree: DeviceTree): string | undefined {
  const meant =
    near.length === 0 ? [] : [`Did you mean ${near.map((candidate) => `\`${candidate}\``).join(' or ')}?`];
  const canBeLabel = /^&?[A-Za-z_][A-Za-z0-9_]*$/.test(name);
  const isBare = canBeLabel && tree.labels.size === 0 && tree.nodeByPath('/__symbols__') === undefined;
  const bare = isBare
    ? ['The tree has no labels: name nodes by their paths, or compile the blob with `-@`, which keeps them.']
    : [];
  const help = [...meant, ...bare].join(' ');
  return help === '' ? undefined : help;
}
