import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { preprocess } from '../../src/preprocessor/preprocess.ts';
import type { PreprocessedUnit } from '../../src/preprocessor/preprocessed.ts';
import { PreprocessorCache } from '../../src/preprocessor/preprocessor-cache.ts';
import { FileStore } from '../../src/source/file-store.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import type { Problem } from '../../src/source/problem.ts';
import type { SourceFile } from '../../src/source/source-file.ts';
import { linesOf } from './preprocess-text.ts';

/** Boards of one run: they share files and cache. */
class Boards {
  readonly access: MemoryFiles;
  readonly #files: FileStore;
  readonly #cache = new PreprocessorCache();
  #count = 0;

  constructor(files: Readonly<Record<string, string>>) {
    this.access = new MemoryFiles(files);
    this.#files = new FileStore({ access: this.access, workingFolder: '/' });
  }

  read(text: string, cache = this.#cache) {
    this.access.write(`/b${++this.#count}.dts`, text);
    const input = this.#files.open(`/b${this.#count}.dts`) as SourceFile;
    return preprocess(input, { files: this.#files, cache });
  }

  unit(text: string): PreprocessedUnit | undefined {
    const chunk = this.read(text).unit.chunks.find(({ kind }) => kind === 'included');
    return chunk?.kind === 'included' ? chunk.unit : undefined;
  }
}

const GUARDED = '#ifndef G\n#define G\n#define GPIO 3\n#endif\n';
const SOC = '#include "gpio.h"\nx = <GPIO>;\n#ifdef FLAG\ny;\n#endif\n';

describe('what is remembered over a run', () => {
  const files = { '/gpio.h': GUARDED, '/soc.dtsi': SOC };

  test('the same unit comes again for the same macros', () => {
    const boards = new Boards(files);
    expect(boards.unit('#include "soc.dtsi"\n')).toBe(
      boards.unit('#define OTHER\n#include "soc.dtsi"\nz;\n'),
    );
  });

  test('and where a board had included a header before that the file includes itself', () => {
    const boards = new Boards(files);
    const unit = boards.unit('#include "soc.dtsi"\n');
    expect(boards.unit('#include "gpio.h"\n#include "soc.dtsi"\n')).toBe(unit);
  });

  test('another unit comes where a macro that it asked for differs', () => {
    const boards = new Boards(files);
    const plain = boards.unit('#include "soc.dtsi"\n');
    expect(boards.unit('#define FLAG\n#include "soc.dtsi"\n')).not.toBe(plain);
    expect(linesOf(boards.read('#define x 9\n#include "soc.dtsi"\n'))).toEqual(['9 = <3>;']);
    expect(boards.unit('#include "soc.dtsi"\n')).toBe(plain);
  });

  test('a file is read once', () => {
    const boards = new Boards(files);
    for (let count = 0; count < 3; count++) boards.read('#include "soc.dtsi"\n');
    expect(boards.access.reads.get('/soc.dtsi')).toBe(1);
  });

  test('a remembered unit defines its macros, tells its files and its problems again', () => {
    const boards = new Boards({ '/a.h': '#define A 1\n#warning old\n' });
    const text = '#include "a.h"\n<A>\n';
    const first = boards.read(text);
    const second = boards.read(text);
    expect(linesOf(second)).toEqual(linesOf(first));
    const own = ({ includedFrom: _, ...rest }: Problem) => rest;
    expect(second.problems.map(own)).toEqual(first.problems.map(own));
    expect(second.problems[0]?.includedFrom?.map(({ file }) => file.path)).toEqual(['b2.dts']);
    expect(second.files.map(({ path }) => path)).toEqual(['b2.dts', 'a.h']);
  });

  test('a unit that counts is read again each time', () => {
    const boards = new Boards({ '/a.h': '__COUNTER__;\n' });
    expect(linesOf(boards.read('#include "a.h"\n#include "a.h"\n'))).toEqual(['0;', '1;']);
    expect(linesOf(boards.read('#include "a.h"\n'))).toEqual(['0;']);
  });

  test("an input's own unit is not kept, which would keep all that it includes as long as its file is held", () => {
    const access = new MemoryFiles({ '/b.dts': '#include "gpio.h"\nx;\n', '/gpio.h': GUARDED });
    const files = new FileStore({ access, workingFolder: '/' });
    const input = files.open('/b.dts') as SourceFile;
    const cache = new PreprocessorCache();
    const [one, other] = [preprocess(input, { files, cache }), preprocess(input, { files, cache })];
    expect(other.unit).toEqual(one.unit);
    expect(other.unit).not.toBe(one.unit);
  });

  test('one board leaves no macro to the next', () => {
    const boards = new Boards({});
    boards.read('#define A 1\n');
    expect(linesOf(boards.read('A __DTS__\n'))).toEqual(['A 1']);
  });

  test('whatever boards came before, a board gives what it gives alone', () => {
    const line = fc.constantFrom(
      '#define A 1',
      '#define A 2',
      '#define B A',
      '#define F(x) x A',
      '#undef A',
      '#undef B',
      '#ifdef A',
      '#ifndef B',
      '#if A == 1',
      '#else',
      '#endif',
      '<A>;',
      '<B A>;',
      'F(B)',
      'F',
      '(A)',
      'x;',
      '#include "p.h"',
      '#include "q.h"',
      '"A',
      '__COUNTER__',
      '/* A',
      '*/',
    );
    const text = fc.array(line, { maxLength: 8 }).map((lines) => `${lines.join('\n')}\n`);
    fc.assert(
      fc.property(text, text, fc.array(text, { minLength: 2, maxLength: 5 }), (p, q, inputs) => {
        const boards = new Boards({
          '/p.h': p.replace('"p.h"', '"q.h"'),
          '/q.h': q.replaceAll(/#include.*/g, ''),
        });
        for (const input of inputs) {
          const together = boards.read(input);
          const alone = boards.read(input, new PreprocessorCache());
          expect(linesOf(together)).toEqual(linesOf(alone));
          expect(together.problems.map(({ code }) => code)).toEqual(alone.problems.map(({ code }) => code));
        }
      }),
      { numRuns: 300 },
    );
  });
});
