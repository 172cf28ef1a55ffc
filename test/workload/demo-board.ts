import type { DeviceTree, Label, Node, Property } from '../../src/devicetree/tree.ts';
import type { DmaSystem } from '../../src/kernel/dma/types.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import type { WorkloadBoard } from '../../src/workload/workload.ts';
import { FakeDmaSystem, type FakePool } from './fake-dma-system.ts';

const mib = 256;

/** The pools of fixtures/boards/demo.dts that its workloads use. */
export const demoPools: readonly FakePool[] = [
  {
    kind: 'coherent',
    region: '/reserved-memory/video-pool@50000000',
    base: 0x50000000n,
    pageCount: 16 * mib,
    devices: ['/soc/video@1000000'],
  },
  {
    kind: 'cma',
    region: '/reserved-memory/camera-cma@58000000',
    base: 0x58000000n,
    pageCount: 64 * mib,
    devices: ['/soc/camera@2000000', '/soc/display@3000000'],
  },
];

const demoLabels: Readonly<Record<string, string>> = {
  video: '/soc/video@1000000',
  camera: '/soc/camera@2000000',
  display: '/soc/display@3000000',
  video_pool: '/reserved-memory/video-pool@50000000',
  camera_cma: '/reserved-memory/camera-cma@58000000',
};

/** As much of the demo board as a workload sees: node paths, labels, an alias, one disabled device, and pools that are told page by page. */
export function demoBoard(
  pools: readonly FakePool[] = demoPools,
): WorkloadBoard & { readonly dma: DmaSystem } {
  const paths = [...Object.values(demoLabels), '/soc/off@4000000', '/sound'];
  const dma = new FakeDmaSystem(pools, ['/sound']);
  return { tree: fakeTree(paths, demoLabels, { display0: '/soc/display@3000000' }), dma, pageSize: 4096 };
}

/** A tree of empty nodes. */
export function fakeTree(
  paths: readonly string[],
  labels: Readonly<Record<string, string>>,
  aliases: Readonly<Record<string, string>>,
): DeviceTree {
  const root = fakeNode('/', undefined, []);
  const nodes = new Map<string, Node>([['/', root]]);

  const add = (path: string): Node => {
    const known = nodes.get(path);
    if (known !== undefined) return known;
    const parent = add(path.slice(0, path.lastIndexOf('/')) || '/');
    const values = path === '/aliases' ? aliases : path.includes('/off@') ? { status: 'disabled' } : {};
    const properties = Object.entries(values).map(([name, value]) => stringProperty(name, value));
    const node = fakeNode(path, parent, properties);
    nodes.set(path, node);
    return node;
  };
  for (const path of [...paths, '/aliases']) add(path);

  return {
    root,
    plugin: false,
    memreserves: [],
    labels: new Map(Object.entries(labels).map(([label, path]) => [label, add(path)])),
    silentMerges: [],
    nodeByPath: (path) => nodes.get(path),
    nodeByPhandle: () => undefined,
    nodes: () => nodes.values(),
  };
}

const nowhere = { file: new SourceFile('demo.dts', ''), start: 0, end: 0 };

function fakeNode(path: string, parent: Node | undefined, properties: readonly Property[]): Node {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const [baseName = '', unitAddress] = name.split('@');
  const labels: readonly Label[] = [];
  const byName = new Map(properties.map((property) => [property.name, property]));
  return {
    name,
    baseName,
    unitAddress,
    parent,
    path,
    labels,
    wasLabelled: false,
    properties: byName,
    children: new Map(),
    writes: [],
    place: nowhere,
    phandle: undefined,
    marks: 0,
    property: (wanted) => byName.get(wanted),
    child: () => undefined,
    deleted: [],
  };
}

function stringProperty(name: string, value: string): Property {
  const node = fakeNode('/aliases', undefined, []);
  return {
    name,
    node,
    value: new TextEncoder().encode(`${value}\0`),
    markers: [],
    parts: [],
    labels: [],
    writes: [],
    place: nowhere,
    placeOfByte: () => nowhere,
    asCells: () => undefined,
    asStrings: () => [value],
    asString: () => value,
  };
}
