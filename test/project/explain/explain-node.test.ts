import { describe, expect, it } from 'vitest';
import type { BootRequest } from '../../../src/project/boot-board.ts';
import { explainNode } from '../../../src/project/explain/explain-node.ts';
import type { Explanation } from '../../../src/project/explain/explanation.ts';
import { bootExplainJson } from '../../../src/report/boot-explain-json.ts';
import { bootExplainText } from '../../../src/report/boot-explain-text.ts';
import { plainTerminal } from '../../../src/report/terminal.ts';
import { boardFromText } from '../../helpers/board.ts';

const machine = {
  kernelImage: { base: 0x80200000n, size: 0x1e00000n },
  fdt: { base: 0x88000000n, size: 0x10000n },
};

interface Options {
  readonly version?: string;
  readonly others?: string;
}

/** On a board of 1 GiB at 0x80000000 with these children of /reserved-memory. */
function asked(name: string, regions: string, { version, others = '' }: Options = {}) {
  const board = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  aliases { camera0 = "/soc/video@1000"; };
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions} };
  soc { compatible = "simple-bus"; ranges; ${others} };
};`);
  const request: BootRequest = { kernel: { arch: 'arm64', version }, machine };
  return explainNode(board, name, request);
}

function explain(name: string, regions: string, options: Options = {}): Explanation {
  const result = asked(name, regions, options);
  if (!result.ok) throw new Error(result.problem.message);
  return result.explanation;
}

function texts({ steps }: Explanation): readonly string[] {
  return steps.map(({ text }) => text);
}

const neighbours = `
  a { size = <0x1000000>; };
  lower: b { size = <0x400000>; alignment = <0x400000>; alloc-ranges = <0x80000000 0x20000000>; };
  c { size = <0x200000>; alloc-ranges = <0xa0000000 0x10000000>; };`;

describe('an explained search', () => {
  it('tells limits, direction and alignment, and what the place is', () => {
    const { summary, steps } = explain('c', neighbours);
    expect(summary).toBe(
      '/reserved-memory/c lies at 0xa0000000..0xa0200000 (2 MiB), and stays reserved; no hook took it.',
    );
    expect(steps[0]).toEqual({
      text: '__reserved_mem_alloc_size() searches entry 0 of alloc-ranges, 0xa0000000..0xb0000000, upwards (the range begins at b), for 2 MiB at a multiple of 0x40 (a cache line: there is no `alignment`). It finds 0xa0000000:',
      ranges: [{ base: 0xa0000000n, end: 0xb0000000n, what: '256 MiB free: 0xa0000000', kind: 'found' }],
      more: 0,
    });
  });

  it('names what stood in the way, in the order of the search', () => {
    const regions = `
      top@bff00000 { reg = <0xbff00000 0x100000>; };
      hole@bf800000 { reg = <0xbf800000 0x100000>; no-map; };
      d { size = <0x800000>; alignment = <0x800000>; };`;
    expect(explain('d', regions).steps[0]?.ranges).toEqual([
      { base: 0xbff00000n, end: 0xc0000000n, what: 'reserved: top@bff00000', kind: 'taken' },
      { base: 0xbf900000n, end: 0xbff00000n, what: '6 MiB free, too little', kind: 'free' },
      { base: 0xbf800000n, end: 0xbf900000n, what: 'no-map: hole@bf800000', kind: 'taken' },
      { base: 0x88010000n, end: 0xbf800000n, what: '887.94 MiB free: 0xbf000000', kind: 'found' },
    ]);
  });

  it('goes on with the next range, and tells where there is no RAM', () => {
    const regions = `
      wall@82300000 { reg = <0x82300000 0x100000>; };
      d { size = <0x200000>; alignment = <0x200000>; alloc-ranges = <0x7f000000 0x1100000>, <0x81f00000 0x500000>; };`;
    const { summary, steps } = explain('d', regions);
    expect(summary).toContain('lies at 0x82000000');
    expect(steps.slice(0, 2).map(({ ranges }) => ranges.map(({ what }) => what))).toEqual([
      ['1 MiB free, too little', 'no RAM that Linux knows'],
      ['reserved: wall@82300000', '3 MiB free: 0x82000000'],
    ]);
  });

  it('names the behaviours that decide, with the kernels that have another', () => {
    const behaviours = explain('c', neighbours).behaviours.map(({ causes, versions, otherwise }) => [
      causes.map(({ behaviour }) => behaviour).join('+'),
      versions.join(),
      otherwise.join(),
    ]);
    expect(behaviours).toContainEqual(['searchDirection', '4.14,5.10,6.1', 'it lies at 0xafe00000, 2 MiB']);
  });

  it('says in 4.14 that the search did not know its lower bound', () => {
    expect(texts(explain('c', neighbours, { version: '4.14' }))[0]).toContain('0xafe00000');
    const low =
      'e { size = <0x20000000>; alloc-ranges = <0x90000000 0x20000000>; }; blocked@a0000000 { reg = <0xa0000000 0x1000>; };';
    expect(texts(explain('e', low, { version: '4.14' }))[0]).toMatch(/It finds no place:|only then sees/);
  });
});

describe('an explained static region', () => {
  it('names who holds what a no-map region wants', () => {
    const { steps, summary } = explain('b@81800000', 'b@81800000 { reg = <0x81800000 0x100000>; no-map; };');
    expect(summary).toContain('and failed: Reserved memory: failed to reserve memory');
    expect(steps[0]).toMatchObject({
      text: expect.stringContaining('with -16 EBUSY'),
      ranges: [{ base: 0x81800000n, end: 0x81900000n, what: 'reserved: the kernel image', kind: 'taken' }],
    });
  });

  it('tells what hooks answered, and what becomes of the memory', () => {
    const regions = 'e@93000000 { reg = <0x93000000 0x280000>; reusable; compatible = "shared-dma-pool"; };';
    const told = texts(explain('e', regions));
    expect(told[1]).toContain('The hook cma (compatible shared-dma-pool) refuses it with -22 EINVAL.');
    expect(told[1]).toContain('incorrect alignment of CMA region');
    expect(told[2]).toContain('The hook dma');
    expect(told[3]).toBe('So its memory is freed: the kernel uses it as any other.');
  });

  it.each([
    ['status = "disabled"; reg = <0x90000000 0x1000>;', 'Its `status` is not "okay"'],
    ['iommu-addresses = <0 0>;', 'neither `reg` nor `size`'],
    ['reg = <0x90000000>;', 'not as long as the cells'],
  ])('that the scan passes over or drops: %s', (properties, text) => {
    expect(texts(explain('x', `x { ${properties} };`)).join('\n')).toContain(text);
  });
});

describe('what an explained region has in the log', () => {
  it('is each line with its name, and what its hook printed', () => {
    const { log } = explain('p', 'p { size = <0x200000>; no-map; compatible = "shared-dma-pool"; };');
    expect(log).toEqual([
      expect.stringMatching(/^Reserved memory: created DMA memory pool at /),
      'OF: reserved mem: initialized node p, compatible id shared-dma-pool',
      expect.stringMatching(/ nomap non-reusable p$/),
    ]);
  });

  it('tells one range once that is reserved and not mapped', () => {
    const pools = 'a { size = <0x200000>; no-map; }; b { size = <0x200000>; };';
    expect(explain('b', pools).steps[0]?.ranges[0]?.what).toBe('reserved and no-map: a');
  });
});

describe('an explained device', () => {
  const pools = `
    p: p@98000000 { reg = <0x98000000 0x200000>; no-map; compatible = "shared-dma-pool"; };
    plain: plain@99000000 { reg = <0x99000000 0x200000>; };`;

  it('says which call gave what, by alias as by path', () => {
    const others = 'video@1000 { memory-region = <&p>; };';
    const explanation = explain('camera0', pools, { others });
    expect(explanation.summary).toBe('/soc/video@1000 names 1 region, and 1 is assigned to it.');
    expect(texts(explanation)).toContain(
      'of_reserved_mem_device_init_by_idx(0) returns 0: the hook of /reserved-memory/p@98000000 gives it to the device.',
    );
    expect(explanation.log).toEqual(['platform soc:video@1000: assigned reserved memory node p@98000000']);
  });

  it('says why a plain region is not given', () => {
    const others = 'video@1000 { memory-region = <&plain>; };';
    expect(texts(explain('/soc/video@1000', pools, { others })).join('\n')).toMatch(
      /returns -22 EINVAL: \/reserved-memory\/plain@99000000 is there, but no hook took it/,
    );
  });

  it('has its line of the log by the name that Linux gives it', () => {
    const others = 'video@1000 { reg = <0x1000 0x100>; memory-region = <&p>; };';
    expect(explain('video', pools, { others }).log).toEqual([
      'platform 1000.video: assigned reserved memory node p@98000000',
    ]);
  });

  it('tells entries with which its driver does the same at once', () => {
    const others =
      'rproc { compatible = "fsl,imx8mp-cm7"; memory-region = <&plain>, <&plain>, <&plain>; memory-region-names = "a", "b", "c"; };';
    const told = texts(explain('rproc', pools, { others })).join('\n');
    expect(told).toContain(
      'Entries 0 to 2 of memory-region (plain@99000000, plain@99000000, plain@99000000)',
    );
  });

  it('says that a disabled one is no device', () => {
    const others = 'video@1000 { memory-region = <&p>; status = "disabled"; };';
    expect(explain('video', pools, { others }).summary).toContain('Linux makes no device of it');
  });
});

describe('the node that is meant', () => {
  it.each(['/reserved-memory/b', 'lower', '&lower', 'b'])('is found as %s', (name) => {
    expect(explain(name, neighbours).node).toBe('/reserved-memory/b');
  });

  it('is one of the nearest names where there is none of that name', () => {
    expect(asked('pol@98000000', 'pool@98000000 { reg = <0x98000000 0x1000>; };')).toMatchObject({
      ok: false,
      problem: { code: 'unknown-node', help: 'Did you mean pool@98000000?' },
    });
  });

  it('is to be named by its path where several have the name', () => {
    const regions =
      'pool@98000000 { reg = <0x98000000 0x1000>; }; pool@99000000 { reg = <0x99000000 0x1000>; };';
    expect(asked('pool', regions)).toMatchObject({
      ok: false,
      problem: { code: 'ambiguous-node', help: expect.stringContaining('/reserved-memory/pool@98000000') },
    });
  });
});

describe('the report of an explanation', () => {
  it('is sentences with ranges, for people', () => {
    expect(bootExplainText(explain('c', neighbours), { ...plainTerminal, width: 72 })).toMatchInlineSnapshot(`
      "/reserved-memory/c lies at 0xa0000000..0xa0200000 (2 MiB), and stays
        reserved; no hook took it.
      Linux 6.12 arm64, 4 KiB pages, defconfig (recorded)

      1. __reserved_mem_alloc_size() searches entry 0 of alloc-ranges,
         0xa0000000..0xb0000000, upwards (the range begins at b), for 2 MiB at
         a multiple of 0x40 (a cache line: there is no \`alignment\`). It finds
         0xa0000000:
           0xa0000000..0xb0000000  256 MiB free: 0xa0000000

      2. __reserved_mem_init_node() finds no driver for it: the memory stays
         reserved, and who needs it finds it by of_reserved_mem_lookup() or by
         its own reg.

      Kernel log
        OF: reserved mem: 0x00000000a0000000..0x00000000a01fffff (2048 KiB)
          map non-reusable c

      Behaviours of this kernel that decide it
        A range of \`alloc-ranges\` is searched upwards where it begins at
          another region, else down; in 4.14, 5.10, 6.1: from the top down
          [searchDirection]
          else it lies at 0xafe00000, 2 MiB
        The lower end of a range of \`alloc-ranges\` counts while a place is
          searched; in 4.14: only once a place is found [dynamicLowerBound]
          else it lies nowhere, and it fails
      "
    `);
  });

  it('is JSON with hex strings', () => {
    const json = JSON.parse(bootExplainJson(explain('c', neighbours))) as { steps: unknown[] };
    expect(json).toMatchObject({ schemaVersion: 1, node: '/reserved-memory/c', kernel: { version: '6.12' } });
    expect(json.steps[0]).toMatchObject({
      ranges: [{ base: '0xa0000000', size: '0x10000000', kind: 'found' }],
    });
  });
});

describe('a node that is neither region nor device', () => {
  it('is told what it is', () => {
    expect(explain('/reserved-memory', neighbours).summary).toBe(
      '/reserved-memory is no region itself, but holds them; name one of these: a, b, c.',
    );
    expect(explain('/memory@80000000', neighbours).summary).toContain('is memory, not a region');
    expect(explain('/aliases', neighbours).summary).toContain('neither a region nor a device');
  });
});
