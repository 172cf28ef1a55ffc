import { z } from 'zod';
import { findingFields } from './finding-json-schema.ts';
import { count, hexText, share, text, textOrNull } from './json-schema-parts.ts';
import { kernelJsonSchema } from './kernel-json-schema.ts';

/**
 * The shape of `run --format json`, version 1, and nothing besides; `docs/run.schema.json` is this as a JSON Schema. With one setting its
 * figures stand at the top, with several below `cells`.
 */
export function runJsonSchema(): z.ZodType {
  const failure = firstFailure();
  const run = figures(failure);
  const ofCell = cell();
  const ofPinned = z.array(pinned(failure));
  const ofKernel = kernelJsonSchema();
  const about = workload();
  const findings = z.array(z.strictObject(findingFields())).describe('What the capacity rules say.');
  const one = z.strictObject({
    schemaVersion: z.literal(1),
    outcome: outcome(),
    kernel: ofKernel,
    workload: about,
    ...run,
    pinned: ofPinned,
    cells: z.array(z.strictObject(ofCell)).length(1),
    findings,
  });
  const several = z.strictObject({
    schemaVersion: z.literal(1),
    outcome: z.enum(['passes', 'fails']).describe('passes: all cells do.'),
    workload: about,
    cells: z.array(
      z.strictObject({
        ...ofCell,
        kernel: ofKernel.nullable(),
        run: z.strictObject(run).nullable().describe('null where nothing was performed.'),
        pinned: ofPinned,
      }),
    ),
    findings,
  });
  return z.union([one, several]);
}

/** The same as a JSON Schema (2020-12), for scripts. */
export function runJsonSchemaDocument(): Record<string, unknown> {
  const title = 'carveout run --format json, version 1';
  return { ...z.toJSONSchema(runJsonSchema(), { reused: 'ref' }), title };
}

const place = (): Record<string, z.ZodType> => ({
  file: text(),
  line: z.int().min(1),
  column: z.int().min(1),
});

/** Where there is a place to name. */
const maybePlace = (): Record<string, z.ZodType> =>
  Object.fromEntries(Object.entries(place()).map(([name, type]) => [name, type.optional()]));

function outcome(): z.ZodType {
  return z.enum(['passes', 'fails', 'panics', 'stopped', 'unusable']);
}

function workload(): z.ZodType {
  return z.strictObject({ file: text(), name: textOrNull() });
}

/** What one run came to. */
function figures(failure: z.ZodType): Record<string, z.ZodType> {
  return {
    panicked: z
      .strictObject({
        operation: count(),
        do: text(),
        device: text(),
        id: textOrNull(),
        text: text(),
        ...place(),
      })
      .nullable(),
    stopped: z.strictObject({ code: text(), message: text(), ...maybePlace() }).nullable(),
    operations: count(),
    succeeded: count(),
    failed: count(),
    unexpectedFailures: count(),
    frees: count(),
    freesOfFailed: count(),
    live: live(),
    pools: z.array(pool()),
    devices: z.array(device()),
    phases: z.array(
      z.strictObject({ name: text(), actor: text().optional(), operations: count(), failed: count() }),
    ),
    firstFailure: failure.nullable(),
    failures: z.array(failureGroup()),
    failuresLeftOut: count(),
    calls: z.array(z.strictObject({ name: text(), performed: count(), failed: count(), skipped: count() })),
    failedCall: z
      .strictObject({
        operation: count(),
        do: text(),
        device: text(),
        id: textOrNull(),
        why: text(),
        phase: textOrNull(),
        actor: text().optional(),
        expected: z.boolean(),
        ...place(),
      })
      .nullable(),
    log: z.array(z.strictObject({ operation: count(), level: text(), text: text() })),
    logLeftOut: count(),
    recorded: z
      .looseObject({
        compared: count(),
        equal: count(),
        different: count(),
        differences: z.array(z.looseObject({})),
      })
      .nullable()
      .describe('How a replay compares with its recording; null where nothing was recorded.'),
    expectations: z.array(
      z.strictObject({ holds: z.boolean(), expect: text(), message: text(), ...maybePlace() }),
    ),
  };
}

function live(): z.ZodType {
  return z.strictObject({ buffers: count(), bytes: hexText() });
}

function pool(): z.ZodType {
  return z.strictObject({
    node: textOrNull(),
    name: text(),
    kind: z.enum(['coherent', 'cma', 'default-cma']),
    base: hexText(),
    size: hexText(),
    pageSize: count(),
    pageCount: count(),
    exact: z.boolean(),
    devices: z.array(text()),
    succeeded: count(),
    failed: count(),
    usedPagesBefore: count(),
    peak: z.strictObject({ pages: count(), operation: count(), requested: hexText(), waste: hexText() }),
    endPages: count().describe('The page behind the highest that was ever in use.'),
    pinnedPages: count().describe('Pages that cannot move.'),
    smallestHolePages: count().describe('The smallest that the largest hole ever was.'),
    fragmentation: z
      .strictObject({ share: share(), freePages: count(), largestHolePages: count(), operation: count() })
      .nullable(),
    budget: z
      .array(
        z.strictObject({
          use: z.enum(['device', 'others', 'rounding', 'pinned', 'holes', 'left-over']),
          device: textOrNull(),
          bytes: hexText(),
        }),
      )
      .describe("Where the pool goes at its peak; together exactly the pool's size."),
    end: z.strictObject({
      usedPages: count(),
      largestHolePages: count(),
      buffers: count(),
      bytes: hexText(),
    }),
  });
}

function device(): z.ZodType {
  return z.strictObject({
    node: text(),
    exact: z.boolean(),
    succeeded: count(),
    failed: count(),
    frees: count(),
    freesOfFailed: count(),
    requested: hexText(),
    peak: z.strictObject({ requested: hexText(), waste: hexText() }),
    live: live(),
    from: z.record(text() as z.ZodString, count()),
  });
}

function needs(): Record<string, z.ZodType> {
  return {
    pool: textOrNull(),
    neededPages: count(),
    alignPages: count(),
    freePages: count(),
    largestHolePages: count(),
  };
}

function firstFailure(): z.ZodType {
  const holder = z.strictObject({ device: text(), buffers: count(), pages: count(), requested: hexText() });
  const buffer = z.strictObject({ id: text(), device: text(), firstPage: count(), pages: count() });
  const way = z.strictObject({ way: text(), pool: textOrNull(), refusal: text(), source: text() });
  return z.strictObject({
    operation: count(),
    device: text(),
    id: text(),
    size: hexText(),
    ...place(),
    phase: textOrNull(),
    actor: text().optional(),
    expected: z.boolean(),
    code: text(),
    message: text(),
    ...needs(),
    pinnedPages: count().describe('Pages of the pool that cannot move.'),
    path: z
      .strictObject({
        call: text(),
        gfp: text(),
        attrs: count(),
        tried: z.array(way),
        freePages: count(),
        remedies: z.array(text()),
      })
      .nullable(),
    holders: z.array(holder),
    nearest: z
      .strictObject({
        firstPage: count(),
        pages: count(),
        takenPages: count(),
        buffers: z.array(buffer),
      })
      .nullable(),
    help: text(),
  });
}

function failureGroup(): z.ZodType {
  return z.looseObject({
    device: text(),
    size: hexText(),
    code: text(),
    count: count(),
    ...needs(),
    firstOperation: count(),
    ...place(),
  });
}

/** A cell of the matrix in a few members. */
function cell(): Record<string, z.ZodType> {
  const problem = z.strictObject({
    severity: z.enum(['error', 'warning']),
    code: text(),
    message: text(),
    ...maybePlace(),
  });
  return {
    setting: z.strictObject({
      label: text(),
      ram: z.strictObject({ size: hexText(), base: hexText().nullable() }).nullable(),
      kernel: textOrNull().describe('null: what the command line says.'),
      seed: count(),
      variables: z.record(text() as z.ZodString, z.union([z.number(), z.string()])),
    }),
    outcome: outcome().describe('unusable: it cannot be performed, and a problem says why.'),
    failed: count().nullable(),
    unexpectedFailures: count().nullable(),
    tightest: z
      .strictObject({ node: textOrNull(), name: text(), peak: hexText(), left: hexText() })
      .nullable()
      .describe('The pool in use that has, as a share of it, least left.'),
    problems: z.array(problem),
  };
}

/** What came of a share of pinned pages over all seeds. */
function pinned(failure: z.ZodType): z.ZodType {
  const run = z.strictObject({
    seed: count(),
    passes: z.boolean(),
    failed: count(),
    left: hexText().nullable(),
    largestHolePages: count().nullable(),
    firstFailure: failure.nullable(),
  });
  return z.strictObject({
    share: share(),
    ranges: z.array(z.strictObject({ first: count(), pages: count() })),
    seeds: count(),
    failures: count(),
    probability: share(),
    interval: z.strictObject({ low: share(), high: share() }).describe('95 % (Wilson).'),
    best: run,
    typical: run,
    worst: run,
  });
}
