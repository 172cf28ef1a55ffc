import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operationNames, operationTable } from '../../src/workload/operations/operation-table.ts';
import { workloadKeys } from '../../src/workload/workload-schema.ts';
import { bootedBoard, perform } from './booted-board.ts';
import { fieldTable } from './field-table.ts';

const folder = new URL('../../docs/operations/', import.meta.url);
const page = (name: string): string => readFileSync(new URL(`${name}.md`, folder), 'utf8');

function example(name: string): string {
  return /^```yaml passes\n([\s\S]*?)^```$/m.exec(page(name))?.[1] ?? expect.fail(`${name} has no example`);
}

describe('docs/operations', () => {
  it('has a page for each operation, and no other', () => {
    const pages = readdirSync(folder).filter((file) => file !== 'README.md');
    expect(pages.sort()).toEqual(operationNames.map((name) => `${name}.md`).sort());
  });

  it('lists them all with what they do', () => {
    const index = page('README');
    for (const { name, summary } of operationTable)
      expect(index).toContain(`| [\`${name}\`](${name}.md) | ${summary} |`);
  });

  it.each(operationTable.map((spec) => [spec.name, spec] as const))('%s: has its fields', (name, spec) => {
    expect(page(name)).toContain(`\n${fieldTable(spec)}\n`);
    expect(page(name)).toContain(spec.summary);
    for (const call of spec.calls) expect(page(name)).toContain(`\`${call}\``);
  });

  it.each(['alloc', 'free'] as const)('%s: names each of its keys', (name) => {
    for (const key of workloadKeys[name] ?? []) expect(page(name)).toContain(`\`${key}\``);
  });

  it.each(operationNames)('%s: its example does that and passes on the demo board', (name) => {
    const performed = perform(bootedBoard('boards/demo.dts'), `${name}.yaml`, example(name));
    expect(performed.result.expectations.filter(({ holds }) => !holds)).toEqual([]);
    expect(performed.trace.some((line) => line.do === name)).toBe(true);
  });

  it.each(operationNames)('%s: its trace is an operation log that gives the same trace', (name) => {
    const first = perform(bootedBoard('boards/demo.dts'), `${name}.yaml`, example(name));
    const again = perform(bootedBoard('boards/demo.dts'), 'trace.jsonl', first.text);
    expect(again.text).toBe(first.text);
  });
});
