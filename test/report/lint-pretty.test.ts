import { describe, expect, it } from 'vitest';
import { lint } from '../../src/lint/lint.ts';
import { collectFindings, type LintReport } from '../../src/lint/lint-report.ts';
import { lintPretty } from '../../src/report/lint-pretty.ts';
import { textWidth } from '../../src/report/printable.ts';
import type { Terminal } from '../../src/report/terminal.ts';
import { boardFromText } from '../helpers/board.ts';
import { arm64 } from '../lint/rule-test.ts';

const terminal: Terminal = { width: 100, colour: false, unicode: true };
const dts = `/dts-v1/;
#define HEAP_SIZE 0x400000
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		modem: modem@90000000 {
			reg = <0x90000000 0x400000>;
			no-map;
		};
		heap@90400000 {
			reg = <0x90400000 HEAP_SIZE>;
			no-map;
		};
	};
};
&modem {
	reg = <0x90000000 0x800000>;
};
`;

function reportOf(...texts: readonly string[]): LintReport {
  return collectFindings(
    texts.map((text, index) => {
      const { model } = boardFromText(text);
      const findings = lint({ model, arch: 'arm64', profile: arm64 });
      return { path: `board${index}.dts`, findings, profile: arm64, memoryKnown: model.banks.length > 0 };
    }),
  );
}

describe('lintPretty', () => {
  it('shows the source with the places that led to the finding, what Linux prints, and a remedy', () => {
    expect(lintPretty(reportOf(dts), terminal, { kernel: 'Linux 6.12 arm64' })).toMatchInlineSnapshot(`
      "test.dts:21:9: error: /reserved-memory/modem@90000000 (0x90000000..0x907fffff, 8 MiB) and /reserved-memory/heap@90400000 (0x90400000..0x907fffff, 4 MiB) share 0x400000 (4 MiB). [region-overlap]
         |
      11 |             reg = <0x90000000 0x400000>;
         |             --- reg of modem@90000000 before
      ...
      15 |             reg = <0x90400000 HEAP_SIZE>;
         |                    -------------------- heap@90400000 lies here
      ...
      20 | &modem {
         | ------ modem@90000000 is changed here
      21 |     reg = <0x90000000 0x800000>;
         |            ^^^^^^^^^^^^^^^^^^^
        = note: OF: reserved mem: OVERLAP DETECTED!
                modem@90000000 (0x0000000090000000--0x0000000090800000) overlaps with heap@90400000
                (0x0000000090400000--0x0000000090800000)
        = help: Move /reserved-memory/heap@90400000 out of /reserved-memory/modem@90000000, or remove it
                if its memory is part of that region.

      memory size unknown: the boot loader fills it in, and rules that need it are silent. --memory
      SIZE@BASE tells it.
      1 error in 1 board, for Linux 6.12 arm64.
      "
    `);
  });

  it.each([
    [80, false],
    [80, true],
    [120, false],
    [120, true],
  ])('looks as it should in %i columns, colours %s', (width, colour) => {
    const text = lintPretty(reportOf(dts), { width, colour, unicode: true }, { kernel: 'Linux 6.12 arm64' });
    // Escapes as text, so that a reviewer sees what changed.
    expect(text.replaceAll('\u001b', '<esc>')).toMatchSnapshot();
  });

  it('keeps within 40 columns', () => {
    const text = lintPretty(reportOf(dts), { ...terminal, width: 40 });
    expect(text.split('\n').filter((line) => textWidth(line) > 40)).toEqual([]);
    expect(text).toContain('[region-overlap]');
  });

  it('has colours only where the terminal has them', () => {
    const escapeCode = '\u001b[';
    expect(lintPretty(reportOf(dts), terminal)).not.toContain(escapeCode);
    expect(lintPretty(reportOf(dts), { ...terminal, colour: true })).toContain(escapeCode);
  });

  it('is ASCII where the terminal needs it', () => {
    const text = lintPretty(reportOf(dts), { ...terminal, unicode: false, width: 40 });
    expect([...text].filter((character) => character > '~')).toEqual([]);
  });

  it('tells a finding of several boards once, with their names', () => {
    const text = lintPretty(reportOf(dts, dts), terminal);
    expect(text.match(/\[region-overlap\]/g)).toHaveLength(1);
    expect(text).toContain('= in: board0.dts, board1.dts');
    expect(text).toContain('1 error in 2 boards.');
  });

  it('says so where there is nothing to tell', () => {
    expect(
      lintPretty(reportOf('/dts-v1/; / { memory { device_type = "memory"; reg = <0 1>; }; };'), terminal),
    ).toBe('No findings in 1 board.\n');
  });

  it('shows no control characters of a hostile tree', () => {
    const hostile = dts
      .replace('no-map;\n\t\t};\n\t\theap', 'no-map; /* \u001b[2J */\n\t\t};\n\t\theap')
      .replace('reg = <0x90400000 HEAP_SIZE>;', 'reg = <0x90400000 /* \u001b]0;x\u0007 */ HEAP_SIZE>;');
    const text = lintPretty(reportOf(hostile), terminal);
    expect(text).not.toContain('\u001b');
    expect(text).toContain('\\x1b');
  });

  it('cuts a line of a megabyte around what it is about', () => {
    const long = dts.replace(
      'reg = <0x90000000 0x800000>;',
      `${' '.repeat(500_000)}reg = <0x90000000 0x800000>;${'/**/'.repeat(100_000)}`,
    );
    const lines = lintPretty(reportOf(long), terminal).split('\n').slice(1);
    expect(lines.filter((line) => textWidth(line) > 100)).toEqual([]);
    expect(lines.join('\n')).toContain('0x90000000 0x800000');
  });
});
