import { SourceFile } from '../../../src/source/source-file.ts';

/** Numbers that a seed decides (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}

export interface RandomCase {
  readonly kind: 'coherent' | 'cma';
  readonly place: 'static' | 'dynamic';
  /** Its version. */
  readonly kernel: string;
  /** Bytes. */
  readonly unit: bigint;
  /** Enough for all that is ever allocated, in units. */
  readonly mostUnits: number;
  readonly workload: SourceFile;
  /** Ids of the buffers that the workload cannot do without. */
  readonly needed: ReadonlySet<string>;
}

/** A board with one pool of this size and a device that has it. */
export function boardText({ kind, place }: Pick<RandomCase, 'kind' | 'place'>, size: bigint): string {
  const hex = (value: bigint): string => `0x${value.toString(16)}`;
  const mode = kind === 'coherent' ? 'no-map' : 'reusable';
  const where = place === 'static' ? `reg = <0x48000000 ${hex(size)}>` : `size = <${hex(size)}>`;
  const name = place === 'static' ? 'pool@48000000' : 'pool';
  return `/dts-v1/;
/ {
  #address-cells = <1>;
  #size-cells = <1>;
  memory@40000000 { device_type = "memory"; reg = <0x40000000 0x10000000>; };
  reserved-memory {
    #address-cells = <1>;
    #size-cells = <1>;
    ranges;
    pool: ${name} { compatible = "shared-dma-pool"; ${where}; ${mode}; };
  };
  device: device@1000 { compatible = "test,device"; reg = <0x1000 0x100>; memory-region = <&pool>; };
};
`;
}

/** A small workload: buffers that come and go, some of which may fail, and now and then a limit on the pool. */
export function randomCase(seed: number): RandomCase {
  const chance = new Chance(seed);
  const kind = chance.of(['coherent', 'cma'] as const);
  const place = chance.of(['static', 'dynamic'] as const);
  const kernel = ['6.12', '5.10', '7.2', '6.1'][seed % 4] ?? '6.12';
  const unit = kind === 'coherent' ? 0x1000n : kernel === '5.10' ? 0x400000n : 0x200000n;
  const scale = kind === 'coherent' ? 1 : 160;
  const live: string[] = [];
  const steps: string[] = [];
  const needed = new Set<string>();
  let pages = 0;
  const count = 3 + chance.below(8);
  for (let step = 0; step < count; step++) {
    if (live.length > 0 && chance.next() < 0.35) {
      const [gone = ''] = live.splice(chance.below(live.length), 1);
      steps.push(`  - free: ${gone}`);
      continue;
    }
    const id = `b${step}`;
    const bytes = (1 + chance.below(kind === 'coherent' ? 9 : 12)) * scale * 4096 - chance.below(2) * 100;
    const howMany = chance.next() < 0.3 ? 1 + chance.below(3) : 1;
    pages += howMany * 2 ** Math.ceil(Math.log2(Math.ceil(bytes / 4096)));
    steps.push(`  - alloc: { device: device, size: ${bytes}, count: ${howMany}, id: ${id} }`);
    live.push(id);
    const luck = chance.next();
    if (luck < 0.08) steps.push('    expect: any');
    else if (luck < 0.14) steps.push('    expect: fails');
    else if (luck < 0.18) steps.push(`    expect: { fails: ${1 + chance.below(howMany)} }`);
    else needed.add(id);
  }
  const text = textOf(steps, chance);
  // More than this no workload takes, however its buffers lie.
  const slack = /fragmentation/.test(text) ? 8 : /headroom/.test(text) ? 2.5 : 1.5;
  const mostUnits = Math.ceil((slack * pages * 4096) / Number(unit)) + 1;
  if (/failures: /.test(text)) needed.clear();
  return { kind, place, kernel, unit, mostUnits, needed, workload: new SourceFile('random.yaml', text) };
}

function textOf(steps: readonly string[], chance: Chance): string {
  const luck = chance.next();
  const expect: string[] = [];
  if (luck < 0.1) expect.push('  failures: any');
  else if (luck < 0.2) expect.push(`  failures: ${1 + chance.below(2)}`);
  if (chance.next() < 0.15) expect.push(`  headroom: ${chance.of(['10%', '25%', '8KiB'])}`);
  if (chance.next() < 0.08) expect.push(`  pools: { pool: { fragmentation: ${chance.of(['20%', '50%'])} } }`);
  if (chance.next() < 0.08) expect.push('  live: 3');
  const end = expect.length === 0 ? '' : `expect:\n${expect.join('\n')}\n`;
  return `version: 1\nsteps:\n${steps.join('\n')}\n${end}`;
}
