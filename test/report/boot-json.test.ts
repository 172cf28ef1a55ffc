import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { boot } from '../../src/kernel/boot.ts';
import { profileFor, versionsOf } from '../../src/kernel/profile.ts';
import { bootJson } from '../../src/report/boot-json.ts';
import { boardFromText } from '../helpers/board.ts';

const hex = z.string().regex(/^0x(0|[1-9a-f][0-9a-f]*)$/);
const range = z.string().regex(/^0x[0-9a-f]+@0x[0-9a-f]+$/);
const count = z.number().int().nonnegative();

/** What scripts depend on: no field more, and none less. */
const shape = z.strictObject({
  schemaVersion: z.literal(1),
  outcome: z.enum(['boots', 'panics']),
  outcomeReason: z.string().min(1).optional(),
  kernel: z.strictObject({
    version: z.string(),
    requested: z.string().nullable(),
    arch: z.enum(['arm64', 'arm', 'riscv']),
    pageSize: count,
    basis: z.enum(['recorded', 'from source']),
    cmdline: z.string(),
    kconfig: z.string().nullable(),
    kernelImage: range,
    initrd: range.nullable(),
    fdt: range,
    assumed: z.array(z.string()),
  }),
  memory: z.array(z.strictObject({ base: hex, size: hex, noMap: z.boolean() })),
  reserved: z.array(z.strictObject({ base: hex, size: hex })),
  iomem: z.array(z.strictObject({ depth: count, base: hex, size: hex, name: z.string() })),
  regions: z.array(
    z.strictObject({
      node: z.string().startsWith('/reserved-memory/'),
      kind: z.enum(['static', 'dynamic', 'placeholder']),
      base: hex.nullable(),
      size: hex.nullable(),
      noMap: z.boolean(),
      reusable: z.boolean(),
      compatible: z.array(z.string()),
      hook: z.string().nullable(),
      state: z.enum(['reserved', 'initialized', 'failed', 'ignored']),
      reason: z.string().optional(),
    }),
  ),
  cma: z.array(
    z.strictObject({
      name: z.string(),
      base: hex,
      pageCount: count,
      orderPerBit: z.literal(0),
      default: z.boolean(),
      exact: z.boolean(),
      active: z.literal(false).optional(),
    }),
  ),
  devices: z.array(
    z.strictObject({
      node: z.string().startsWith('/'),
      probe: z.literal('fails').optional(),
      assignments: z.array(
        z.strictObject({
          index: count,
          name: z.string().optional(),
          region: z.string().nullable(),
          result: z.number().int().nullable(),
          how: z.string(),
          basis: z.enum(['assumed', 'driver']),
          driver: z.string().optional(),
        }),
      ),
    }),
  ),
  log: z.array(z.strictObject({ level: z.string(), text: z.string() })),
});

const memories: readonly string[] = [
  '0 0x80000000 0 0x40000000',
  '8 0 1 0',
  '0 0x80000000 0 0x1000',
  '0 0 0 0',
];
const commandLines: readonly string[] = [
  '',
  'mem=0',
  'mem=64M cma=128M@0x81000000-0x90000000',
  'mem=4K crashkernel="x\ty" kernelcore=mirror',
  'cma=0 coherent_pool=1 swiotlb=force \u0001"é',
];

const regions = `
  fw@90000000 { reg = <0 0x90000000 0 0x100000>; no-map; };
  pool@91000000 { compatible = "shared-dma-pool"; reg = <0 0x91000000 0 0x1000000>; no-map; };
  cma { compatible = "shared-dma-pool"; reusable; size = <0 0x1000000>; linux,cma-default; };
  off@92000000 { reg = <0 0x92000000 0 0x1000>; status = "disabled"; };
  bad@93000000 { reg = <0 0x93000000 0>; };
  huge { size = <0xffffffff 0xffffffff>; };
  top@ffffffff { reg = <0xffffffff 0xfffff000 0 0x1000>; };
  empty { };`;

const many = Array.from({ length: 700 }, (_, at) => {
  const base = (0x90000000 + at * 0x2000).toString(16);
  return `r@${base} { reg = <0 0x${base} 0 0x1000>; };`;
}).join('\n');

const kernels = ['arm64', 'arm', 'riscv'].flatMap((arch) =>
  versionsOf(arch).map((version) => [arch, version] as const),
);

describe('boot --format json', () => {
  it.each(kernels)('has the promised shape on %s %s, whatever board and command line', (arch, version) => {
    const found = profileFor({ arch, version });
    if (!found.ok) throw new Error(found.problem.message);
    const outcomes = new Set<string>();
    for (const memory of memories)
      for (const children of [regions, many]) {
        const target = children === many ? '' : '<&{/reserved-memory/pool@91000000}>, ';
        const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  memory@80000000 { device_type = "memory"; reg = <${memory}>; };
  reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ${children} };
  dev { memory-region = ${target}<12345>; };
};`);
        for (const cmdline of commandLines) {
          const text = bootJson(boot({ model, profile: found.profile, machine: { cmdline } }));
          const parsed = shape.safeParse(JSON.parse(text));
          expect(parsed.error?.message, `${memory} ${cmdline}`).toBeUndefined();
          if (parsed.data !== undefined) outcomes.add(parsed.data.outcome);
        }
      }
    expect([...outcomes].sort()).toEqual(['boots', 'panics']);
  });
});
