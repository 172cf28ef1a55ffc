import { describe, expect, test } from 'vitest';
import type { Chunk, ExpandedChunk, Segment } from '../../src/preprocessor/preprocessed.ts';
import { linesOf, preprocessText, shown } from './preprocess-text.ts';

function expanded(chunks: readonly Chunk[]): ExpandedChunk[] {
  return chunks.filter((chunk) => chunk.kind === 'expanded');
}

/** The text of each segment and where it came from. */
function segmentsOf(chunk: ExpandedChunk | undefined): string[] {
  if (chunk === undefined) return [];
  return chunk.segments.map((segment: Segment, index) => {
    const end = chunk.segments[index + 1]?.at ?? chunk.text.length;
    const text = chunk.text.slice(segment.at, end).trim();
    const via =
      segment.place.via === undefined ? '' : ` via ${segment.place.via.name} ${shown(segment.spelled)}`;
    return `${text} ${shown(segment.place)}${via}`;
  });
}

describe('places', () => {
  test('a token of a macro knows its use, its definition and where it is spelled', () => {
    const { unit } = preprocessText('#define IRQ (1 + 2)\n\tirq = <&gic IRQ 4>;\n');
    const [chunk] = expanded(unit.chunks);
    expect(chunk?.text).toBe('\tirq = <&gic (1 + 2) 4>;');
    expect(segmentsOf(chunk).at(0)).toBe('irq = <&gic board.dts:2:1');
    expect(segmentsOf(chunk).at(1)).toBe('( board.dts:2:14 via IRQ board.dts:1:13');
    expect(segmentsOf(chunk).at(-1)).toBe('4>; board.dts:2:17');
    expect(shown(chunk?.segments[1]?.place.via?.definition)).toBe('board.dts:1:9');
  });

  test('a macro in a macro is placed at the outermost use', () => {
    const { unit } = preprocessText('#define A 1\n#define F(x) (A x)\n<F(y)>\n');
    const [chunk] = expanded(unit.chunks);
    expect(segmentsOf(chunk)).toEqual([
      '< board.dts:3:1',
      '( board.dts:3:2 via F board.dts:2:14',
      '1 board.dts:3:2 via A board.dts:1:11',
      'y board.dts:3:4',
      ') board.dts:3:2 via F board.dts:2:18',
      '> board.dts:3:6',
    ]);
    expect(chunk?.segments[2]?.place.via?.parent?.name).toBe('F');
  });

  test('a string made by # and a token made by ## stand at the use', () => {
    const { unit } = preprocessText('#define S(x) #x\n#define C(a, b) a##b\nS(q) C(q, r)\n');
    const segments = segmentsOf(expanded(unit.chunks)[0]);
    expect(segments).toEqual([
      '"q" board.dts:3:1 via S board.dts:1:14',
      'qr board.dts:3:6 via C board.dts:3:8',
    ]);
  });

  test('lines without macros are copied with their comments, the longest stretch in one', () => {
    const text = '/* head */\n#define A 1\n\na; // one\nb; /* two\n*/ c;\n<A>\nd;\n';
    const { unit } = preprocessText(text);
    const [copied, , last] = unit.chunks;
    expect(copied).toMatchObject({ kind: 'clean', start: text.indexOf('\na;'), end: text.indexOf('<A>') });
    expect(last).toMatchObject({ kind: 'clean', start: text.indexOf('d;') });
  });

  test('behind #line the file is the one that it names', () => {
    const { unit, problems } = preprocessText('#line 40 "gen/x.dtsi"\na;\nb;\n#error here\n');
    expect(problems.map(({ place }) => shown(place))).toEqual(['gen/x.dtsi:42:1']);
    expect(unit.chunks[0]).toMatchObject({ file: { path: 'gen/x.dtsi' } });
  });

  test.each([
    ['in a group that is left out', '# 33 "f.c"\n#ifdef NO\n#line 7\n#endif\na;\n', 'f.c:36 a;'],
    ['in the other branch', '#if 1\n# 33 "f.c"\n#else\n#line 7\n#endif\na;\n', 'f.c:36 a;'],
    ['in a group that is kept', '# 33 "f.c"\n#ifndef NO\n#line 7\n#endif\na;\n', 'f.c:8 a;'],
  ])('a #line %s', (_, text, expected) => {
    const { unit } = preprocessText(text);
    const lines = unit.chunks.flatMap((chunk) => {
      if (chunk.kind !== 'clean') return [];
      const { line } = chunk.file.lineColumn(chunk.start);
      return [`${chunk.file.path}:${line} ${chunk.file.text.slice(chunk.start, chunk.end).trim()}`];
    });
    expect(lines).toEqual([expected]);
  });

  test('line markers of an earlier preprocessor name the file', () => {
    const text = '# 1 "top.dts"\na;\n# 7 "soc.dtsi" 1\nb;\nc;\n# 3 "top.dts" 2\n#define A 1\nd = <A>;\n';
    const { unit } = preprocessText(text);
    const places = unit.chunks.map((chunk) => {
      if (chunk.kind === 'clean') return shown(chunk);
      return chunk.kind === 'expanded' ? shown(chunk.segments[0]?.place) : '';
    });
    expect(places).toEqual(['top.dts:1:1', 'soc.dtsi:7:1', 'top.dts:4:1']);
  });

  test('a macro of the command line has no definition', () => {
    const { unit } = preprocessText('<A B>\n', { defines: [{ name: 'A' }, { name: 'B', value: '(2)' }] });
    const [chunk] = expanded(unit.chunks);
    expect(chunk?.text).toBe('<1 (2)>');
    expect(chunk?.segments[1]?.place.via?.definition).toBeUndefined();
  });

  test('a string over several lines is one chunk, and its places are right', () => {
    const { unit } = preprocessText('#define A 1\nx = "a\n   A  b";\ny;\n');
    const [chunk] = expanded(unit.chunks);
    expect(chunk?.text).toBe('x = "a\n   1 b";');
    expect(segmentsOf(chunk)).toEqual([
      'x = "a board.dts:2:1',
      '1 board.dts:3:4 via A board.dts:1:11',
      'b"; board.dts:3:7',
    ]);
  });

  test('carriage returns before new lines are no text', () => {
    const preprocessed = preprocessText('#define A 1\r\nx = <A>;\r\n#if 1 /* c\r\n*/\r\ny;\r\n#endif\r\n');
    expect(preprocessed.problems).toEqual([]);
    expect(linesOf(preprocessed).map((line) => line.replace('\r', ''))).toEqual(['x = <1>;', 'y;']);
  });
});
