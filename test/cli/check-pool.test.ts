import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkHere } from '../../src/cli/check-here.ts';
import { checkItems } from '../../src/cli/check-pool.ts';
import { fixtureFolder, planOf } from '../project/check/check-project.ts';
import { scratchFolder } from './carveout.ts';

describe('threads of a check', () => {
  it.each([
    ['ends before it answers', 'process.exit(0);'],
    ['fails', "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => lost());"],
  ])('leave the items of a thread that %s to this one', async (_, program) => {
    const plan = planOf(fixtureFolder);
    if (!('items' in plan)) return expect.fail('no plan');
    const file = join(scratchFolder({ 'thread.mjs': program }), 'thread.mjs');
    let last = 0;
    const onDone = (done: number): void => {
      last = done;
    };
    const items = await checkItems(plan.items, { jobs: 2, onDone, program: pathToFileURL(file) });
    expect(items).toEqual(checkHere(plan.items));
    expect(last).toBe(plan.items.length);
  });
});
