import { describe, expect, it } from 'vitest';
import { DeviceNames } from '../../src/workload/device-names.ts';
import { unknownPool } from '../../src/workload/find-pool.ts';
import { boardFromText } from '../helpers/board.ts';

const bare = '/dts-v1/;\n/ { camera@1000 { reg = <0x1000>; }; };\n';
const { tree } = boardFromText(bare);
const labelled = boardFromText(bare.replace('camera@', 'cam: camera@')).tree;
const byPath =
  'The tree has no labels: name nodes by their paths, or compile the blob with `-@`, which keeps them.';

describe('a name that is none', () => {
  it('may be a label, in a tree that has lost all of them', () => {
    expect(new DeviceNames(tree).find('camera')).toMatchObject({
      help: `Did you mean \`/camera@1000\`? ${byPath}`,
    });
    expect(unknownPool('&frames', tree, [])).toMatchObject({ help: byPath });
  });

  it('is no lost label where the tree has others, or where it cannot be one', () => {
    expect(new DeviceNames(labelled).find('sensor')).toMatchObject({ help: undefined });
    expect(new DeviceNames(tree).find('/sensor')).toMatchObject({ help: undefined });
    expect(new DeviceNames(tree).find('2000.sensor')).toMatchObject({ help: undefined });
  });
});
