import { createHash } from 'node:crypto';
import { relative, sep } from 'node:path';
import type { CheckItem } from './check-item.ts';

/**
 * The same for plans of the same items, wherever the checkout lies. It has all that an item says, settings of the kernel and of lint
 * included; boards, workloads and the baseline stand in it by their paths, since what such files hold may differ from machine to
 * machine by a checkout's line ends. Of a kernel's configuration and of firmware it has what was read.
 *
 * @param folder that of the configuration, to which paths are made relative
 */
export function planKey(items: readonly CheckItem[], folder: string): string {
  const at = (path: string): string => relative(folder, path).split(sep).join('/');
  const ifNamed = (path: string | undefined): string | null => (path === undefined ? null : at(path));
  const plain = plainly();
  const hash = createHash('sha256');
  for (const { board, overlays, workloads, baseline, sources, request, ...rest } of items) {
    const { kernel = {}, firmware, ...asked } = request;
    const { kconfig, ...wanted } = kernel;
    const images = [...(firmware ?? [])].map(([node, { file, ...image }]) => [node, at(file), image]);
    const { includeFolders = [], allowedFolders = [], defines = [] } = sources;
    const named = [at(board), ifNamed(baseline), ifNamed(kconfig)];
    const paths = [overlays, workloads, includeFolders, allowedFolders].map((some) => some.map(at));
    const item = [named, paths, defines, images, wanted, asked, rest];
    hash.update(JSON.stringify(item, plain));
  }
  return hash.digest('hex').slice(0, 32);
}

/** For JSON.stringify: numbers of 64 bits and maps as text. A map that items share, such as a kernel's configuration, is written once. */
function plainly(): (key: string, value: unknown) => unknown {
  const written = new Map<unknown, number>();
  return (_, value) => {
    if (typeof value === 'bigint') return `0x${value.toString(16)}`;
    if (!(value instanceof Map)) return value;
    const before = written.get(value);
    if (before !== undefined) return `as ${before}`;
    written.set(value, written.size);
    return [...value];
  };
}
