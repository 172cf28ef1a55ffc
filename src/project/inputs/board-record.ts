import type { ProfileRequest } from '../../kernel/profile.ts';
import type { Finding } from '../../lint/finding.ts';
import { suppressionsOf } from '../../lint/suppressions.ts';
import type { FileStore } from '../../source/file-store.ts';
import type { Problem } from '../../source/problem.ts';
import { SourceFile } from '../../source/source-file.ts';
import { profileOfBoard } from '../profile-of-board.ts';
import type { FreshInput, LintedInput } from './linted-input.ts';

/** What came of a board, as JSON: files stand in it by their number. */
export interface BoardRecord {
  readonly path: string;
  /** Absolute. */
  readonly files: readonly string[];
  readonly arch: string | undefined;
  readonly memoryKnown: boolean;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly {
    readonly finding: Finding;
    /** Numbers of the file, and of the suppression in it. */
    readonly by: readonly [file: number, suppression: number];
  }[];
  /** Numbers of the files that have suppressions. */
  readonly suppressing: readonly number[];
  readonly problems: readonly Problem[];
}

/** Stands for a file. */
interface FileReference {
  readonly fileNumber: number;
}

/**
 * The JSON of a record, that {@link readRecord} makes the same board of again, in another process or thread. Undefined for what has to be linted
 * where it is needed: a board that is unusable, or a place in what is no file.
 */
export function writeRecord({ board, problems, files, arch }: FreshInput): string | undefined {
  if (board === undefined) return undefined;
  const numbers = new Map(files.map((file, index) => [file, index]));
  const paths = files.flatMap(({ absolutePath, locate }) =>
    absolutePath === undefined || locate !== undefined ? [] : [absolutePath],
  );
  if (paths.length < files.length) return undefined;

  const record: BoardRecord = {
    path: board.path,
    files: paths,
    arch,
    memoryKnown: board.memoryKnown,
    findings: board.findings,
    suppressed: (board.suppressed ?? []).map(({ finding, suppression }) => ({
      finding,
      by: [
        numbers.get(suppression.place.file) ?? -1,
        suppressionsOf(suppression.place.file).indexOf(suppression),
      ],
    })),
    suppressing: files.flatMap((file, index) => (suppressionsOf(file).length > 0 ? [index] : [])),
    problems,
  };
  let isWhole = record.suppressed.every(({ by }) => by[0] >= 0 && by[1] >= 0);
  const text = JSON.stringify(record, (_, value: unknown) => {
    if (!(value instanceof SourceFile)) return value;
    const fileNumber = numbers.get(value);
    if (fileNumber === undefined) isWhole = false;
    return { fileNumber };
  });
  return isWhole ? text : undefined;
}

/** The board of a record, which is changed by that; undefined where one of its files cannot be read any more, or it is none. */
export function readRecord(
  record: BoardRecord,
  files: FileStore,
  kernel: ProfileRequest | undefined,
): LintedInput | undefined {
  const opened = new Map<number, SourceFile | undefined>();
  const fileOf = (number: number): SourceFile | undefined => {
    if (!opened.has(number)) {
      const file = files.open(record.files[number] ?? '');
      opened.set(number, file instanceof SourceFile ? file : undefined);
    }
    return opened.get(number);
  };
  const isWhole = [record.findings, record.suppressed, record.problems].every((part) =>
    giveFiles(part, fileOf),
  );
  const suppressions = record.suppressing.map((number) => {
    const file = fileOf(number);
    return file === undefined ? [] : suppressionsOf(file);
  });
  const suppressed = record.suppressed.flatMap(({ finding, by }) => {
    const file = fileOf(by[0]);
    const suppression = file && suppressionsOf(file)[by[1]];
    return suppression === undefined ? [] : [{ finding, suppression }];
  });
  if (!isWhole || suppressed.length < record.suppressed.length) return undefined;

  return {
    board: {
      path: record.path,
      findings: record.findings,
      profile: profileOfBoard(kernel, record.arch),
      memoryKnown: record.memoryKnown,
      suppressed,
      suppressions: suppressions.flat(),
    },
    problems: record.problems,
    paths: record.files,
  };
}

/** Puts the files in place of their numbers. Whether all could be read. */
function giveFiles(value: object, fileOf: (number: number) => SourceFile | undefined): boolean {
  let isWhole = true;
  for (const [name, part] of Object.entries(value) as [string, unknown][]) {
    if (typeof part !== 'object' || part === null) continue;
    if (isReference(part)) {
      const file = fileOf(part.fileNumber);
      if (file === undefined) isWhole = false;
      else Object.assign(value, { [name]: file });
    } else if (!giveFiles(part, fileOf)) isWhole = false;
  }
  return isWhole;
}

function isReference(value: object): value is FileReference {
  return 'fileNumber' in value && typeof value.fileNumber === 'number';
}
