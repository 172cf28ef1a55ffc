import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/lint/finding.ts';
import { suppressions } from '../../src/lsp/suppress-actions.ts';
import type { Board } from '../../src/project/board.ts';
import { lintBoard } from '../../src/project/lint-board.ts';
import { loadSource } from '../../src/project/load-board.ts';
import { SourceFile } from '../../src/source/source-file.ts';

/** A pool that is named after another address than it has, with its `reg` as given. */
function poolBoard(reg: string): string {
  return `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		pool@51000000 {
			no-map;
			${reg}
		};
	};
};
`;
}

function lint(text: string): { readonly board: Board; readonly findings: readonly Finding[] } {
  const file = new SourceFile('board.dts', text, { absolutePath: '/boards/board.dts' });
  const { board, files } = loadSource(file);
  if (board === undefined) throw new Error('the board of this test has errors');
  const { findings } = lintBoard(board, { levels: new Map([['region-unused', 'off']]) }, files);
  return { board, findings };
}

/** The text after each way of suppressing its one finding. */
function suppressed(text: string): { readonly line: string | undefined; readonly node: string | undefined } {
  const { board, findings } = lint(text);
  const [finding] = findings;
  if (finding === undefined || findings.length !== 1) throw new Error(`${findings.length} findings`);
  const lines = text.split('\n');
  const edited = new Map(
    suppressions(finding, board).map(({ title, edits }) => {
      const [edit] = edits;
      if (edit === undefined) throw new Error('no edit');
      const { line, character } = edit.range.start;
      const before = [...lines.slice(0, line), (lines[line] ?? '').slice(0, character)].join('\n');
      return [
        title.includes('this line') ? 'line' : 'node',
        before + edit.newText + text.slice(before.length),
      ];
    }),
  );
  return { line: edited.get('line'), node: edited.get('node') };
}

describe('a comment that suppresses a finding', () => {
  it('stands above its line, as far in as that', () => {
    const text = poolBoard('reg = <0x50000000 0x1000000>;');
    const { board, findings } = lint(text);
    const [line, node] = findings.flatMap((finding) => suppressions(finding, board));
    expect(line?.edits[0]?.newText).toBe('\t\t\t/* carveout-disable-next-line unit-address-mismatch */\n');
    expect(node?.edits[0]?.newText).toBe('\t\t/* carveout-disable-next-node unit-address-mismatch */\n');
    const { line: quietLine = '', node: quietNode = '' } = suppressed(text);
    expect([...lint(quietLine).findings, ...lint(quietNode).findings]).toEqual([]);
  });

  it('ends its line as the file does', () => {
    const text = poolBoard('reg = <0x50000000 0x1000000>;').replaceAll('\n', '\r\n');
    const { line, node } = suppressed(text);
    expect(line).toContain('*/\r\n');
    expect(`${line}${node}`).not.toMatch(/[^\r]\n/);
  });

  it('is put into the one that is there, which would lose its line otherwise', () => {
    const text = poolBoard(
      '/* carveout-disable-next-line region-overlap -- agreed */\n\t\t\treg = <0x50000000 0x1000000>;',
    );
    const edited = text.replace('region-overlap', 'region-overlap, unit-address-mismatch');
    expect(suppressed(text).line).toBe(edited);
    expect(lint(edited).findings).toEqual([]);
  });

  it('is not offered where it would stand inside a macro', () => {
    const text = poolBoard('reg = < \\\n0x50000000 0x1000000>;');
    const { board, findings } = lint(text);
    const titles = findings.flatMap((finding) => suppressions(finding, board)).map(({ title }) => title);
    expect(titles).toEqual(['Suppress unit-address-mismatch for the node /reserved-memory/pool@51000000']);
  });
});
