import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runJson } from '../../src/report/run-json.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import { runWorkload } from '../../src/workload/run-workload.ts';
import { workloadJsonSchema } from '../../src/workload/workload-json-schema.ts';
import { bootedBoard, perform } from './booted-board.ts';
import { demoBoard } from './demo-board.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/workloads.md', root), 'utf8');

/** Fenced blocks with this language and word after it. */
function examples(info: RegExp): readonly string[] {
  return [...page.matchAll(/^```(.+)\n((?:.*\n)*?)```$/gm)]
    .filter(([, found = '']) => info.test(found))
    .map(([, , text = '']) => text);
}

/** Every path of keys in a value; elements of an array count as one. */
function shapeOf(value: unknown, path = ''): ReadonlySet<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((element) => [...shapeOf(element, `${path}[]`)]));
  if (typeof value !== 'object' || value === null) return new Set([path]);
  return new Set([
    path,
    ...Object.entries(value).flatMap(([key, inner]) => [...shapeOf(inner, `${path}.${key}`)]),
  ]);
}

describe('docs/workloads.md', () => {
  it('has examples of all kinds', () => {
    expect(examples(/ passes$/).length).toBeGreaterThan(7);
    expect(examples(/ refused$/).length).toBeGreaterThan(0);
  });

  it.each(examples(/ passes$/))('shows a workload that passes: %#', (text) => {
    const board = demoBoard();
    const { workload, problems } = loadWorkload(new SourceFile('example', text), board);
    expect(problems).toEqual([]);
    if (workload === undefined) return expect.fail('not loaded');
    expect(runWorkload(board.dma, workload).expectations.filter(({ holds }) => !holds)).toEqual([]);
  });

  it.each(examples(/ passes booted$/))('shows a workload that passes on the demo board: %#', (text) => {
    const { result } = perform(bootedBoard('boards/demo.dts'), 'example', text);
    expect(result.expectations.filter(({ holds }) => !holds)).toEqual([]);
  });

  it.each(examples(/ refused$/))('shows a workload that is refused: %#', (text) => {
    expect(loadWorkload(new SourceFile('example.yaml', text), demoBoard()).workload).toBeUndefined();
  });

  it('shows every key of the JSON output, and the figures of the demo', () => {
    const path = 'fixtures/workloads/demo.yaml';
    const board = bootedBoard('boards/demo.dts');
    const { workload } = loadWorkload(new SourceFile(path, readFileSync(new URL(path, root), 'utf8')), board);
    if (workload === undefined) return expect.fail('not loaded');
    const actual = JSON.parse(runJson(runWorkload(board.dma, workload), { kernel: {} }));
    const shown = JSON.parse(examples(/^json run$/)[0] ?? '');

    // The display and the camera add a source of memory that the page leaves out.
    const actualShape = [...shapeOf(actual)].filter((key) => key !== '.devices[].from.cma');
    expect([...shapeOf(shown)].sort()).toEqual(actualShape.sort());
    for (const key of ['operations', 'succeeded', 'failed', 'frees', 'freesOfFailed', 'live', 'outcome']) {
      expect(shown[key]).toEqual(actual[key]);
    }
    expect(actual.pools).toContainEqual(shown.pools[0]);
    expect(actual.devices).toContainEqual(shown.devices[0]);
    expect(actual.failures).toEqual(shown.failures);
    expect({ ...actual.firstFailure, message: '', help: '' }).toEqual({
      ...shown.firstFailure,
      message: '',
      help: '',
    });
  });
});

describe('docs/workload.schema.json', () => {
  it('is the schema that workloads are checked with', () => {
    const checkedIn = JSON.parse(readFileSync(new URL('docs/workload.schema.json', root), 'utf8'));
    expect(checkedIn).toEqual(JSON.parse(JSON.stringify(workloadJsonSchema())));
  });
});
