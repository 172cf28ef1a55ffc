import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkSource } from '../conformance/dtc-tests/check-source.ts';
import { readSuite } from '../conformance/dtc-tests/manifest.ts';

const folder = fileURLToPath(new URL('../../../shared/dtc-tests/', import.meta.url));
const present = existsSync(join(folder, 'manifest.json'));
const suite = present ? readSuite(folder) : { folder, entries: [] };

describe.skipIf(!present)("dtc's own test sources (skipped where ../shared/dtc-tests is absent)", () => {
  it.each(suite.entries)('$file is compiled or refused as dtc does it', (entry) => {
    const { comparisons, leftOut } = checkSource(suite, entry);
    expect(comparisons.filter(({ difference }) => difference !== undefined)).toEqual([]);
    // What cannot be compared is left out for a folder that the copy of the suite lacks, and for nothing else.
    if (leftOut !== undefined) expect(leftOut).toMatch(/^there is no folder src\//);
  });
});
