import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/lint/finding.ts';
import { collectFindings, type LintedBoard } from '../../src/lint/lint-report.ts';
import { type FixRun, fixBoards } from '../../src/project/fix-boards.ts';
import { SourceFile } from '../../src/source/source-file.ts';

/** A finding about a word of a file, which a fix turns into another. */
function wordFinding(
  file: SourceFile,
  word: string,
  wanted: string,
  severity: Finding['severity'] = 'error',
): readonly Finding[] {
  const start = file.text.indexOf(word);
  if (start === -1) return [];
  const place = { file, start, end: start + word.length };
  const fix = { title: `Write ${wanted}`, safe: true, edits: [{ place, text: wanted }] };
  return [{ rule: word, severity, message: word, place, node: '/', related: [], fix }];
}

/** Boards that all read one file, as what each finds in it. */
class SharedFile implements FixRun {
  text: string;
  rounds = 0;
  readonly #boards: readonly ((file: SourceFile) => readonly Finding[])[];

  constructor(text: string, ...boards: readonly ((file: SourceFile) => readonly Finding[])[]) {
    this.text = text;
    this.#boards = boards;
  }

  async lint() {
    this.rounds++;
    const file = new SourceFile('soc.dtsi', this.text, { absolutePath: '/soc.dtsi' });
    const boards: readonly LintedBoard[] = this.#boards.map((find, index) => ({
      path: `${index}.dts`,
      findings: find(file),
      profile: undefined,
      memoryKnown: true,
    }));
    return { report: collectFindings(boards), unusable: 0 };
  }

  put(_: string, text: string): void {
    this.text = text;
  }

  mayEdit(): boolean {
    return true;
  }
}

describe('fixes of a file that boards share', () => {
  it('are not made where they help one board and hurt another', async () => {
    const run = new SharedFile(
      'old',
      (file) => wordFinding(file, 'old', 'new'),
      (file) => wordFinding(file, 'new', 'old'),
    );
    const { files, fixed } = await fixBoards(run, { unsafe: false });
    expect({ files, fixed, text: run.text }).toEqual({ files: [], fixed: 0, text: 'old' });
  });

  it('do not hinder those beside them that hurt none', async () => {
    const words = Array.from({ length: 20 }, (_, index) => `old${String(index).padStart(2, '0')}`);
    const run = new SharedFile(
      words.join(' '),
      (file) => words.flatMap((word) => wordFinding(file, word, word.replace('old', 'new'))),
      (file) => wordFinding(file, 'new07', 'xxx07'),
    );
    const { fixed } = await fixBoards(run, { unsafe: false });
    expect(fixed).toBe(19);
    expect(run.text).toBe(
      words.map((word) => (word === 'old07' ? word : word.replace('old', 'new'))).join(' '),
    );
  });

  it('come to an end where each asks for another', async () => {
    const run = new SharedFile(
      'a',
      (file) => wordFinding(file, 'a', 'b', 'warning'),
      (file) => wordFinding(file, 'b', 'a', 'warning'),
      (file) => wordFinding(file, 'a', 'c', 'info'),
    );
    await fixBoards(run, { unsafe: false });
    const { text } = run;
    await fixBoards(run, { unsafe: false });
    expect(run.text).toBe(text);
    expect(run.rounds).toBeLessThan(60);
  });
});
