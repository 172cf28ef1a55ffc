import { expect, it } from 'vitest';
import { loadHooks } from '../../../src/project/hooks/load-hooks.ts';

it('loads', () => {
  const t = performance.now();
  const loaded = loadHooks(['fixtures/hooks/capture-ring.ts']);
  console.log(performance.now() - t, loaded.problems);
  expect(loaded.problems).toEqual([]);
  expect(loaded.hooks.map(({ compatible }) => compatible)).toEqual(['acme,capture-ring']);
  loaded.close();
});
