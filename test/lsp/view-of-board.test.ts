import { describe, expect, it } from 'vitest';
import type { FileView } from '../../src/lsp/board-view.ts';
import { viewOfBoard } from '../../src/lsp/view-of-board.ts';
import { Project } from '../../src/project/project.ts';
import { BoardSettingsReader } from '../../src/project/settings/board-settings.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';

const board = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; reg = <0>; compatible = "arm,cortex-a53"; }; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		dynamic: dynamic {
			compatible = "shared-dma-pool";
			reusable;
			size = <0x800000>;
			alloc-ranges = <0x50000000 0x10000000>;
		};
		off: off@60000000 { reg = <0x60000000 0x100000>; no-map; status = "disabled"; };
	};
	camera { compatible = "acme,camera"; memory-region = <&dynamic>, <&off>; };
	display { compatible = "acme,display"; memory-region = <&dynamic>; };
	isp { compatible = "acme,isp"; memory-region = <&dynamic>; };
	codec { compatible = "acme,codec"; memory-region = <&dynamic>; };
};
`;

function view(files: Readonly<Record<string, string>>, isOpen = true): FileView {
  const project = new Project({ access: new MemoryFiles(files), workingFolder: '/' });
  const settings = new BoardSettingsReader(project.files).settingsFor('/board.dts');
  const { views } = viewOfBoard(project, '/board.dts', settings, () => isOpen);
  const own = views.find(({ path }) => path === '/board.dts');
  return own ?? { path: '/board.dts', diagnostics: [], hovers: [], lenses: [], fixAll: [] };
}

/** The hovers whose range begins where a text stands. */
function hoversAt({ hovers }: FileView, text: string, what: string): readonly string[] {
  const lines = text.slice(0, text.indexOf(what)).split('\n');
  return hovers
    .filter(
      ({ range: { start } }) => start.line === lines.length - 1 && start.character === lines.at(-1)?.length,
    )
    .map(({ markdown }) => markdown);
}

describe('the view of a board', () => {
  const own = view({ '/board.dts': board });

  it('tells of a dynamic region what it asks for and what it gets', () => {
    const [text] = hoversAt(own, board, 'dynamic {');
    expect(text).toContain('**`dynamic`**: CMA pool, dynamic, reusable');
    expect(text).toContain('0x800000 (8 MiB), placed at boot  \ninside `0x50000000..0x60000000` (256 MiB)');
    expect(text).toMatch(/lies at 0x5f800000\.\.0x60000000 \(8 MiB\)/);
    expect(hoversAt(own, board, '0x800000')).toEqual(['`dynamic` `size`: `0x800000`, that is 8 MiB']);
  });

  it('tells of a disabled region that nobody gets it', () => {
    expect(hoversAt(own, board, 'off@')[0]).toContain(
      'region without a compatible, static, no-map, **disabled**',
    );
    const [entries] = hoversAt(own, board, 'memory-region');
    expect(entries).toContain(
      'entry 0: `dynamic` (CMA pool, dynamic, reusable) at `0x5f800000..0x60000000` (8 MiB)',
    );
    expect(entries).toContain('entry 1: `off@60000000`');
  });

  it('names the first users in a lens and counts the others', () => {
    expect(own.lenses.map(({ title }) => title)).toEqual([
      '8 MiB · camera · display · isp · 1 more',
      '1 MiB · disabled · camera',
    ]);
  });

  it('has neither hovers nor lenses for files that nobody looks at', () => {
    const closed = view({ '/board.dts': board }, false);
    expect([closed.hovers, closed.lenses]).toEqual([[], []]);
    expect(closed.diagnostics).toEqual(own.diagnostics);
  });

  it('still has them where a part of the text is broken', () => {
    const broken = board.replace('display {', 'display { x = &nowhere;');
    const { diagnostics, lenses } = view({ '/board.dts': broken });
    expect(diagnostics.map(({ code }) => code)).toEqual(['undefined-label']);
    expect(lenses).toHaveLength(2);
  });

  it('says why there is no boot to tell of', () => {
    const text = board.replace('reg = <0x40000000 0x40000000>', 'reg = <0x40000000 0>');
    const [hover] = hoversAt(view({ '/board.dts': text }), text, 'dynamic {');
    expect(hover).toContain('_Not booted:_ /memory@40000000 has no size');
  });
});
