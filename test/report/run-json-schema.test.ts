import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../src/project/load-board.ts';
import type { RehearsalRequest } from '../../src/project/rehearse/rehearsal.ts';
import { rehearse } from '../../src/project/rehearse/rehearse.ts';
import { bootKernelJson } from '../../src/report/boot-json.ts';
import { rehearsalJson } from '../../src/report/rehearsal-json.ts';
import { runJsonSchemaDocument } from '../../src/report/run-json-schema.ts';
import { SourceFile } from '../../src/source/source-file.ts';

const root = new URL('../../', import.meta.url);

function at(path: string): string {
  return fileURLToPath(new URL(path, root));
}

function jsonOf(boardPath: string, text: string, request: Partial<RehearsalRequest> = {}): unknown {
  const { board } = loadBoard(at(boardPath));
  if (board === undefined) return expect.fail('the board does not load');
  const file = new SourceFile('work.yaml', text);
  const rehearsal = rehearse({ board, workload: { kind: 'text', file }, ...request });
  return JSON.parse(rehearsalJson(rehearsal, { kernelJson: bootKernelJson }));
}

const schema = runJsonSchemaDocument();
const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);

function expectValid(value: unknown): void {
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

describe('run --format json', () => {
  const demo = readFileSync(at('fixtures/workloads/demo.yaml'), 'utf8');

  it('has the published shape where there is one setting, and today’s members at the top', () => {
    const value = jsonOf('fixtures/boards/demo.dts', demo);
    expectValid(value);
    expect(value).toMatchObject({
      schemaVersion: 1,
      outcome: 'fails',
      operations: 78,
      failed: 7,
      pinned: [],
    });
  });

  it('has it where pages are pinned, with the best, a typical and the worst run', () => {
    const text = 'version: 1\nsteps:\n  - alloc: { device: camera, size: 7MiB, count: 6 }\n';
    const value = jsonOf('fixtures/boards/demo.dts', text, { pinned: { shares: [0, 0.02], seeds: 10 } });
    expectValid(value);
    expect(value).toMatchObject({ outcome: 'fails', failed: 0, pinned: [{ failures: 0 }, { seeds: 10 }] });
  });

  it('is, where pages are pinned, what docs/workloads.md shows', () => {
    const page = readFileSync(at('docs/workloads.md'), 'utf8');
    const [, shown = ''] = /^```json pinned\n((?:.*\n)*?)```$/m.exec(page) ?? [];
    const text = 'version: 1\nsteps:\n  - alloc: { device: camera, size: 7MiB, count: 6 }\n';
    const value = jsonOf('fixtures/boards/demo.dts', text, { pinned: { shares: [0.01] } });
    expect(value).toMatchObject(JSON.parse(shown) as object);
  });

  it('has it with several settings, one of which panics and one of which cannot be booted', () => {
    const overrides = { matrix: ['ram=256MiB,1GiB', 'kernel=6.12,2.6'] };
    const value = jsonOf('fixtures/boards/demo.dts', demo, { overrides });
    expectValid(value);
    const { cells } = value as { readonly cells: readonly { readonly outcome: string }[] };
    expect(cells.map(({ outcome }) => outcome)).toEqual(['panics', 'unusable', 'fails', 'unusable']);
  });

  it.each(['cma', 'coherent-pool', 'front-doors', 'iommu', 'masks', 'pages', 'streaming'])(
    'has it for the operations of fixtures/dma/%s',
    (name) => {
      expectValid(jsonOf(`fixtures/dma/${name}.dts`, readFileSync(at(`fixtures/dma/${name}.yaml`), 'utf8')));
    },
  );

  it('is not satisfied with another member, or one less', () => {
    const value = jsonOf('fixtures/boards/demo.dts', demo) as Readonly<Record<string, unknown>>;
    expect(validate({ ...value, more: 1 })).toBe(false);
    expect(validate({ ...value, pools: undefined })).toBe(false);
  });
});

describe('docs/run.schema.json', () => {
  it('is the schema that the code has', () => {
    const published: unknown = JSON.parse(readFileSync(at('docs/run.schema.json'), 'utf8'));
    expect(published).toEqual(schema);
  });
});
