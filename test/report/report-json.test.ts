import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { reportJson } from '../../src/report/report-json.ts';
import { reportSchema } from '../../src/report/report-schema.ts';
import { everyKind, noRegions, reportOf, unknownMemory } from './example-boards.ts';

describe('the report as JSON', () => {
  test.each([
    ['every kind of region', everyKind],
    ['unknown memory', unknownMemory],
    ['no regions', noRegions],
  ])('of a board with %s keeps to its schema, and survives JSON', (_, dts) => {
    const json = reportJson(reportOf(dts));
    expect(reportSchema().parse(JSON.parse(JSON.stringify(json)))).toEqual(json);
  });

  test('tells what the text shows', () => {
    expect(reportJson(reportOf(everyKind))).toMatchSnapshot();
  });

  test('names --memory where that told the RAM, and keeps to its schema', () => {
    const memory = [{ base: 0x80000000n, size: 0x300000000n }];
    const json = reportJson(reportOf(unknownMemory, { memory }));
    expect(reportSchema().parse(json)).toEqual(json);
    expect(json.memory).toMatchObject({
      known: true,
      banks: [{ base: '0x80000000', size: '0x300000000', node: '--memory', index: 0 }],
    });
    expect(json.map.map(({ bank }) => bank)).toEqual(json.map.map(() => '--memory'));
  });

  test('covers the address space without holes', () => {
    const { map } = reportJson(reportOf(everyKind));
    map.slice(1).forEach((stretch, index) => {
      const before = map[index] ?? expect.fail('no stretch');
      expect(BigInt(stretch.base)).toBe(BigInt(before.base) + BigInt(before.size));
    });
  });

  test('is what its page in docs shows', () => {
    const page = readFileSync(new URL('../../docs/report-json.md', import.meta.url), 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(reportSchema().safeParse(JSON.parse(example)).error).toBeUndefined();

    const shown = reportJson(
      reportOf(
        `/dts-v1/; / { model = "Example Board"; compatible = "example,board"; #address-cells = <2>; #size-cells = <2>;
        cpus { cpu { compatible = "arm,cortex-a53"; }; };
        memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
        reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
          pool: pool@48000000 { compatible = "shared-dma-pool"; reg = <0 0x48000000 0 0x100000>; no-map; }; };
        soc { video@1000 { memory-region = <&pool>; }; }; };`,
        { boot: {} },
      ),
    );
    expect(JSON.parse(example)).toEqual({ ...shown, board: { ...shown.board, file: 'board.dts' } });
  });

  test('has only the note codes that its page names', () => {
    const page = readFileSync(new URL('../../docs/report-json.md', import.meta.url), 'utf8');
    for (const dts of [everyKind, unknownMemory, noRegions]) {
      for (const { code } of reportJson(reportOf(dts)).notes) expect(page).toContain(`\`${code}\``);
    }
  });
});
