import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What dtc 1.8.1 makes of a source: compiled, compiled with warnings, refused by a check, refused by the parser. */
export type SourceKind = 'ok' | 'check-warn' | 'check-fail' | 'syntax-error' | 'fatal';

/** What run_tests.sh expects of a source with some options; of `check` and `check-not` only which warnings appear. */
export interface Expectation {
  readonly expect: 'ok' | 'error' | 'fatal' | 'fails' | 'check' | 'check-not';
  readonly flags: string;
}

/** One source of dtc's test suite. */
export interface SuiteEntry {
  /** Below `src/`. */
  readonly file: string;
  readonly kind: SourceKind;
  readonly flags: string;
  /** Of the blob, where there is one; of a source that a check refuses, the blob that `-f` gives. */
  readonly dtb_sha256?: string;
  /** Sources of the same output, each within a sentence. */
  readonly equals?: readonly string[];
  readonly expected_by_run_tests: readonly Expectation[];
}

/** The suite's folder: manifest.json, src/ and expected/. */
export interface Suite {
  readonly folder: string;
  readonly entries: readonly SuiteEntry[];
}

/** Reads manifest.json, which must have the shape of {@link SuiteEntry}; throws where there is none. */
export function readSuite(folder: string): Suite {
  return {
    folder: resolve(folder),
    entries: JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')),
  };
}
