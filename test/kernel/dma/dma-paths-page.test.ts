import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dmaPathsPage } from './dma-paths-page.ts';

describe('docs/dma-paths.md', () => {
  it('is what the rules of the dispatch say (vitest -u writes it anew)', async () => {
    const page = fileURLToPath(new URL('../../../docs/dma-paths.md', import.meta.url));
    await expect(dmaPathsPage()).toMatchFileSnapshot(page);
  });

  it('has a row for each architecture and era', () => {
    const rows = dmaPathsPage()
      .split('\n')
      .filter((line) => /^\| (arm|riscv)/.test(line));
    expect(rows).toHaveLength(16);
  });
});
