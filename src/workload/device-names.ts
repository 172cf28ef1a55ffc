import type { DeviceTree, Node } from '../devicetree/tree.ts';
import { deviceName } from '../kernel/device-name.ts';
import { isCmaUser } from '../kernel/dma/cma-user.ts';
import type { DmaSystem } from '../kernel/dma/types.ts';
import { isReachable } from '../memory/status.ts';
import { nameHelp } from './name-help.ts';
import { nearestNames } from './nearest-name.ts';

export type DeviceLookup =
  | { readonly ok: true; readonly path: string; readonly warning: string | undefined }
  | { readonly ok: false; readonly message: string; readonly help: string | undefined };

/**
 * How a workload names the devices of one tree: by path, by label, by alias, or as the kernel does (dev_name(): `1000000.video`).
 * `cma:NAME` is who takes from a CMA area without being a device.
 */
export class DeviceNames {
  readonly #tree: DeviceTree;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #symbols: ReadonlyMap<string, string>;
  readonly #dma: Pick<DmaSystem, 'device'> | undefined;
  #kernelNames: ReadonlyMap<string, Node> | undefined;

  /** @param dma who knows the CMA areas */
  constructor(tree: DeviceTree, dma?: Pick<DmaSystem, 'device'>) {
    this.#tree = tree;
    this.#dma = dma;
    this.#aliases = pathsIn(tree.nodeByPath('/aliases'));
    // A blob compiled with -@ keeps its labels there.
    this.#symbols = pathsIn(tree.nodeByPath('/__symbols__'));
  }

  /** The path of the node that a name stands for; labels come before aliases, both before the kernel's names; `&label` is a label. */
  find(name: string): DeviceLookup {
    if (name.startsWith('/')) {
      const node = this.#tree.nodeByPath(name);
      return node === undefined ? this.#unknown(name) : found(node);
    }

    if (isCmaUser(name)) {
      if (this.#dma?.device(name) !== undefined) return { ok: true, path: name, warning: undefined };
      return { ok: false, message: `The kernel has no CMA area for \`${name}\`.`, help: undefined };
    }
    const label = name.replace(/^&/, '');
    const path = this.#tree.labels.get(label)?.path ?? this.#symbols.get(label) ?? this.#aliases.get(label);
    const node = path === undefined ? this.#byKernelName(name) : this.#tree.nodeByPath(path);
    return node === undefined ? this.#unknown(name) : found(node);
  }

  #byKernelName(name: string): Node | undefined {
    this.#kernelNames ??= kernelNames(this.#tree);
    return this.#kernelNames.get(name);
  }

  #unknown(name: string): DeviceLookup {
    const kind = name.startsWith('/') ? 'path' : 'path, label or alias';
    const near = nearestNames(name, this.#candidates(name.startsWith('/')));
    return {
      ok: false,
      message: `The device tree has no node with the ${kind} \`${name}\`.`,
      help: nameHelp(name, near, this.#tree),
    };
  }

  *#candidates(pathsFirst: boolean): Iterable<string> {
    if (!pathsFirst) yield* this.#names();
    for (const node of this.#tree.nodes()) {
      if (node.parent !== undefined) yield node.path;
    }
    if (pathsFirst) yield* this.#names();
  }

  *#names(): Iterable<string> {
    yield* this.#tree.labels.keys();
    yield* this.#aliases.keys();
    yield* this.#symbols.keys();
  }
}

function found(node: Node): DeviceLookup {
  if (isReachable(node)) return { ok: true, path: node.path, warning: undefined };
  const warning = `\`${node.path}\` is disabled, or a node above it is: Linux makes no device of it. It allocates here as if it were enabled.`;
  return { ok: true, path: node.path, warning };
}

/** Nodes by dev_name(); of several the first for which there is a device. */
function kernelNames(tree: DeviceTree): ReadonlyMap<string, Node> {
  const names = new Map<string, Node>();
  for (const node of tree.nodes()) {
    if (node.parent === undefined) continue;
    const name = deviceName(node);
    const known = names.get(name);
    if (known === undefined || (!isReachable(known) && isReachable(node))) names.set(name, node);
  }
  return names;
}

/** The properties of a node such as /aliases whose value is a path. */
function pathsIn(node: Node | undefined): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const property of node?.properties.values() ?? []) {
    const path = property.asString();
    if (path?.startsWith('/')) paths.set(property.name, path);
  }
  return paths;
}
