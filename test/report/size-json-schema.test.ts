import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { sizeJson } from '../../src/report/size-json.ts';
import { sizeJsonSchemaDocument } from '../../src/report/size-json-schema.ts';
import {
  boardOf,
  boardWith,
  fixture,
  fixtureBoard,
  type SizeCase,
  sizeOf,
} from '../project/size/size-cases.ts';

const schema = sizeJsonSchemaDocument();
const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
const demo = fixtureBoard('fixtures/boards/demo.dts');
const call = fixture('fixtures/workloads/demo.yaml');

function valid(
  board: typeof demo,
  workload: string,
  options: SizeCase = {},
): Readonly<Record<string, unknown>> {
  const value = JSON.parse(sizeJson(sizeOf(board, workload, options))) as Readonly<Record<string, unknown>>;
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
  return value;
}

describe('size --format json', () => {
  it('has the published shape, and in it what scripts depend on', () => {
    const value = valid(demo, call);
    expect(value).toMatchObject({
      schemaVersion: 1,
      pools: [
        { node: '/reserved-memory/camera-cma@58000000', today: '0x4000000', size: '0x3600000', exact: true },
        { node: '/reserved-memory/video-pool@50000000', today: '0x1000000', size: '0x1400000', exact: true },
      ],
    });
  });

  it('has it over a matrix', () => {
    expect(valid(demo, call, { matrix: ['ram=512MiB,1GiB'] }).cells).toHaveLength(2);
  });

  it('has it for the kernel’s own area, and with pages pinned', () => {
    const board = boardOf(boardWith('', 'dev: device@1000 { reg = <0x0 0x1000 0x0 0x100>; };'));
    const text =
      'version: 1\nsteps:\n  - alloc: { device: dev, size: 3MiB }\npinned: { share: 1%, seeds: 10 }\n';
    const value = valid(board, text, { confidence: 0.5 });
    expect(value.pools).toMatchObject([{ node: null, exact: false, pinned: [{ seeds: 10, allowed: 0.5 }] }]);
  });

  it('has it where no size passes, and where the kernel does not come up', () => {
    const none = valid(demo, 'version: 1\nsteps:\n  - alloc: { device: video, size: 2GiB }\n');
    expect(none).toMatchObject({ outcome: 'none', pools: [] });
    expect(valid(demo, call, { matrix: ['ram=16MiB'] })).toMatchObject({ outcome: 'none', kernel: null });
  });

  it('is not satisfied with another member, or one less', () => {
    const value = valid(demo, call, { pools: ['video_pool'] });
    expect(validate({ ...value, more: 1 })).toBe(false);
    expect(validate({ ...value, pools: undefined })).toBe(false);
  });
});

describe('docs/size.schema.json', () => {
  it('is the schema that the code has', () => {
    expect(JSON.parse(fixture('docs/size.schema.json'))).toEqual(schema);
  });
});
