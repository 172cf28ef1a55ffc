import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { templateTable } from '../../../src/workload/templates/template-table.ts';
import { bootedBoard, perform } from '../booted-board.ts';
import { parameterTable } from './parameter-table.ts';

const folder = new URL('../../../docs/templates/', import.meta.url);
const page = (name: string): string => readFileSync(new URL(`${name}.md`, folder), 'utf8');

function example(name: string): string {
  return /^```yaml passes\n([\s\S]*?)^```$/m.exec(page(name))?.[1] ?? expect.fail(`${name} has no example`);
}

describe('docs/templates', () => {
  it('has a page for each template, and no other', () => {
    const pages = readdirSync(folder).filter((file) => file !== 'README.md');
    expect(pages.sort()).toEqual(templateTable.map(({ name }) => `${name}.md`).sort());
  });

  it('lists them all with what they are', () => {
    for (const { name, summary } of templateTable)
      expect(page('README')).toContain(`| [\`${name}\`](${name}.md) | ${summary} |`);
  });

  it.each(templateTable.map((template) => [template.name, template] as const))(
    '%s: has its parameters and sources',
    (name, template) => {
      expect(page(name)).toContain(`\n${parameterTable(template)}\n`);
      expect(page(name)).toContain(template.summary);
      for (const source of template.sources) expect(page(name)).toContain(`\n- ${source}\n`);
    },
  );

  it.each([...templateTable.map(({ name }) => name), 'README'])(
    '%s: its example passes on the demo board',
    (name) => {
      const performed = perform(bootedBoard('boards/demo.dts'), `${name}.yaml`, example(name));
      expect(performed.result.expectations.filter(({ holds }) => !holds)).toEqual([]);
      expect(performed.result.succeeded).toBeGreaterThan(0);
    },
  );
});
