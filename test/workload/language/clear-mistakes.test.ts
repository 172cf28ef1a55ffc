import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/source/problem.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { loadWorkload } from '../../../src/workload/load-workload.ts';
import { readPlan } from '../../../src/workload/plan/read-plan.ts';
import { demoBoard } from '../demo-board.ts';

/** `line:column [what stands there] message help`. */
function mistakes(...lines: readonly string[]): readonly string[] {
  const file = new SourceFile('w.yaml', `${lines.join('\n')}\n`);
  const plan = readPlan(file);
  const all: readonly Problem[] = [
    ...plan.problems,
    ...loadWorkload(file, demoBoard(), plan.settings[0]).problems,
  ];
  const shown = all.map(({ message, place, help }) => {
    const where = place?.file.lineColumn(place.start);
    const text = place?.file.text.slice(place.start, place.end);
    return `${where?.line}:${where?.column} [${text}] ${message}${help === undefined ? '' : ` ${help}`}`;
  });
  return [...new Set(shown)];
}

const alloc = '  - alloc: { device: camera, size: 1MiB }';

describe('mistakes of a workload', () => {
  it('an alias inside its own anchor', () => {
    expect(mistakes('version: 1', 'steps: &all', '  - repeat: 2', '    steps: *all')).toEqual([
      '4:12 [*all] `*all` stands inside `&all`, so that it would hold itself.',
    ]);
  });

  it('an alias before its anchor', () => {
    expect(mistakes('version: 1', 'steps: [*one, &one { free: all }]')).toEqual([
      '2:9 [*one] No anchor `&one` stands before this alias.',
    ]);
  });

  it('an anchor that is used again is none', () => {
    expect(mistakes('version: 1', 'steps: [&one { alloc: { device: camera, size: 1 } }, *one]')).toEqual([]);
  });

  it('a name that JavaScript would lose', () => {
    expect(
      mistakes('version: 1', 'steps:', alloc, 'expect: { pools: { __proto__: { headroom: 5% } } }'),
    ).toEqual(['4:20 [__proto__] Nothing can have the name `__proto__`.']);
  });

  it('a number that is written as a text', () => {
    expect(mistakes("version: '1'", 'steps:', alloc)).toEqual([
      "1:10 ['1'] Expected `1`; found the text `1`. Write it without quotes.",
    ]);
  });

  it('a bound that is not within the range', () => {
    const use = '  - use: { template: camera, device: camera, size: 640x480, frameRate: 0 }';
    expect(mistakes('version: 1', 'steps:', use)).toEqual(['3:72 [0] Expected more than 0; found `0`.']);
  });

  it('a choice among nothing', () => {
    const random = '  - random: { device: video, operations: 5, size: { choose: {} }, live: 5 }';
    expect(mistakes('version: 1', 'steps:', random)).toEqual(['3:61 [{}] Expected at least one to choose.']);
  });

  it('a size that is none among the changes of a decoder, once', () => {
    const use =
      '  - use: { template: decoder, device: video, codec: h264, size: 640x480, changes: [foo, 1280x720] }';
    expect(mistakes('version: 1', 'steps:', use)).toEqual([
      '3:84 [foo] Expected width and height in pixels, such as `1920x1080`; found `foo`.',
    ]);
  });

  it('an id that frees everything', () => {
    expect(mistakes('version: 1', 'steps:', '  - alloc: { device: camera, size: 1, id: all }')).toEqual([
      '3:43 [all] `all` is what frees everything, and no id.',
    ]);
  });

  it('a variable that nothing closes', () => {
    expect(
      mistakes(
        'version: 1',
        'variables: { a: 1 }',
        'steps:',
        `  - phase: 'part \${a'`,
        '    steps:',
        `  ${alloc}`,
      ),
    ).toEqual([
      `4:12 ['part \${a'] A \`\${\` begins the name of a variable here, and no \`}\` ends it.`,
      '2:14 [a] Nothing uses the variable `a`.',
    ]);
  });

  it('a variable without a name', () => {
    expect(mistakes('version: 1', 'steps:', `  - alloc: { device: camera, size: '\${}' }`)).toContain(
      `3:37 [\${}] \`\${}\` names no variable.`,
    );
  });

  it('brackets that are open, once', () => {
    const text = ['version: 1', 'steps:', alloc, 'expect: { pools: { camera_cma: { peak: 5%', 'name: a'];
    expect(mistakes(...text).length).toBeGreaterThan(0);
    const { problems } = loadWorkload(new SourceFile('w.yaml', text.join('\n')), demoBoard());
    const places = problems.map(({ place, message }) => `${place?.start} ${message}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('the id of a use, where a buffer is freed', () => {
    const use = '  - use: { template: display, device: display, size: 640x480, id: screen }';
    expect(mistakes('version: 1', 'steps:', use, '  - free: screen')).toEqual([
      '4:11 [screen] `screen` is freed but never allocated: no step has this id. Its buffers are `screen.frame`.',
    ]);
  });

  it('an alignment of a ring that is none', () => {
    const use = '  - use: { template: remoteproc, device: video, align: 7 }';
    expect(mistakes('version: 1', 'steps:', use)).toEqual(['3:56 [7] An alignment is a power of two.']);
  });

  it('a region in place of a device', () => {
    expect(mistakes('version: 1', 'steps:', '  - alloc: { device: video_pool, size: 1MiB }')[0]).toMatch(
      /This is a region: a workload names devices/,
    );
  });
});
