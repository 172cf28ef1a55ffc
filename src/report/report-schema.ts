import { z } from 'zod';
import type { ReportJson } from './report-json-shape.ts';

/** Checks a text that says it is a report: the shape of {@link ReportJson}, and nothing besides. */
export function reportSchema(): z.ZodType<ReportJson> {
  const hexNumber = z.string().regex(/^0x(0|[1-9a-f][0-9a-f]*)$/);
  const index = z.int().nonnegative();
  const range = z.strictObject({ base: hexNumber, size: hexNumber });
  const use = z.strictObject({ property: z.string(), index, name: z.string().nullable() });
  const flag = z.boolean();
  const path = z.string().startsWith('/');
  const bank = path.or(z.literal('--memory'));

  const region = z.strictObject({
    node: path,
    labels: z.array(z.string()),
    kind: z.enum(['static', 'dynamic', 'placeholder']),
    available: flag,
    compatible: z.array(z.string()),
    noMap: flag,
    reusable: flag,
    cmaDefault: flag,
    dmaDefault: flag,
    base: hexNumber.nullable(),
    size: hexNumber.nullable(),
    reg: z.array(range),
    alignment: hexNumber.nullable(),
    allocRanges: z.array(range),
    coverage: z.enum(['inside', 'partly', 'outside', 'unknown']).nullable(),
    users: z.array(use.extend({ device: path, available: flag })),
  });
  const stretch = range.extend({
    kind: z.enum(['free', 'unassigned', 'no-ram', 'reserved', 'overlap']),
    bank: bank.nullable(),
    owners: z.array(path),
  });
  const deviceUse = use.extend({
    how: z.enum(['assign', 'map', 'resource', 'lookup', 'unread']).nullable(),
    phandle: hexNumber,
    target: path.nullable(),
    region: path.nullable(),
  });
  const device = z.strictObject({
    node: path,
    available: flag,
    basis: z.enum(['driver', 'assumed']),
    driver: z.string().nullable(),
    regions: z.array(deviceUse),
  });

  const budget = z.strictObject({
    kernel: z.record(z.string(), z.unknown()),
    ram: hexNumber,
    memTotal: hexNumber,
    lines: z.array(
      z.strictObject({
        kind: z.enum(['no-map', 'unused', 'reserved', 'images', 'own', 'cma', 'rest']),
        size: hexNumber,
        estimated: flag,
        parts: z.array(z.strictObject({ label: z.string(), node: path.nullable(), size: hexNumber })),
      }),
    ),
  });

  return z.strictObject({
    schemaVersion: z.literal(1),
    board: z.strictObject({
      file: z.string(),
      model: z.string().nullable(),
      compatible: z.array(z.string()),
      arch: z.string().nullable(),
      addressCells: index,
      sizeCells: index,
    }),
    memory: z.strictObject({
      known: flag,
      size: hexNumber,
      reserved: hexNumber,
      reservedInRam: hexNumber,
      banks: z.array(range.extend({ node: bank, index })),
      memreserve: z.array(range),
    }),
    regions: z.array(region),
    map: z.array(stretch),
    devices: z.array(device),
    notes: z.array(z.strictObject({ code: z.string(), message: z.string() })),
    budget: budget.nullable(),
  });
}
