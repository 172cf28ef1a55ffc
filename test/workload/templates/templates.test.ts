import { describe, expect, it } from 'vitest';
import { cyclicBuffer } from '../../../src/workload/templates/audio.ts';
import { captureBuffers } from '../../../src/workload/templates/camera.ts';
import { motionVectorBytes } from '../../../src/workload/templates/decoder.ts';
import { vringSize } from '../../../src/workload/templates/remoteproc.ts';
import { templateTable } from '../../../src/workload/templates/template-table.ts';
import type { WorkloadStep } from '../../../src/workload/workload-document.ts';

const steps = (name: string, parameters: Readonly<Record<string, unknown>>): readonly WorkloadStep[] => {
  const template = templateTable.find((each) => each.name === name) ?? expect.fail(`no template ${name}`);
  return template.steps(parameters, { pageSize: 4096 });
};

const mistakes = (name: string, parameters: Readonly<Record<string, unknown>>): readonly string[] => {
  const template = templateTable.find((each) => each.name === name) ?? expect.fail(`no template ${name}`);
  const parsed = template.parameters.safeParse(parameters);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('display', () => {
  it('has two buffers of the screen, written as the driver asks: whole lines, by dma_alloc_wc()', () => {
    expect(steps('display', { device: 'd', size: '1920x1080' })).toEqual([
      {
        alloc: {
          device: 'd',
          size: '1920x1080 XR24',
          stride: 64,
          count: 2,
          id: 'frame',
          attrs: ['write-combine'],
        },
      },
    ]);
  });

  it('has overlays and a cursor beside it', () => {
    const all = steps('display', {
      device: 'd',
      size: '800x480',
      overlays: [{ size: '320x240' }],
      cursor: '64x64',
    });
    expect(all.map(({ alloc }) => `${alloc?.id} ${alloc?.size} ${alloc?.count}`)).toEqual([
      'frame 800x480 XR24 2',
      'overlay0 320x240 NV12 2',
      'cursor 64x64 AR24 1',
    ]);
  });
});

describe('camera', () => {
  it.each([
    [30, 66, 3],
    [30, 100, 4],
    [60, 100, 7],
    [5, 10, 3],
  ])('at %d frames a second and %d ms of latency has %d buffers', (frameRate, latency, buffers) => {
    expect(captureBuffers({ frameRate, latency })).toBe(buffers);
  });

  it('frees at the end of each session what it allocated at its start', () => {
    expect(steps('camera', { device: 'c', size: '640x480', sessions: 3 })).toEqual([
      {
        repeat: 3,
        steps: [
          {
            alloc: {
              device: 'c',
              size: '640x480 YUYV',
              stride: 64,
              planes: undefined,
              count: 3,
              id: 'frame0',
            },
          },
          { free: 'frame0' },
        ],
      },
    ]);
  });

  it('keeps the last session where it goes on', () => {
    const kept = steps('camera', { device: 'c', size: '640x480', sessions: 2, keep: true });
    expect(kept.map((step) => step.repeat ?? 'alloc')).toEqual(['alloc', 1]);
  });
});

describe('decoder', () => {
  it('has as many frames as the level keeps and three more, each in whole macroblocks, with motion vectors', () => {
    const all = steps('decoder', { device: 'v', codec: 'h264', level: '4.1', size: '1920x1080', keep: true });
    expect(all.map(({ alloc }) => [alloc?.id, alloc?.size, alloc?.count])).toEqual([
      ['bitstream0', '2MiB', undefined],
      ['work0', '1MiB', undefined],
      ['frame0', '1920x1088 NV12', 7],
      ['frame0-mv', 64 * 120 * 68 + 32, 7],
    ]);
  });

  it.each([
    ['avc', 'h264'],
    ['h265', 'hevc'],
  ])('knows %s as %s', (other, codec) => {
    const of = (name: string) => steps('decoder', { device: 'v', codec: name, size: '1920x1080' });
    expect(of(other)).toEqual(of(codec));
  });

  it('gives back the frames for reference at a change of size, and those on the screen once the new ones are there', () => {
    const all = steps('decoder', {
      device: 'v',
      codec: 'vp8',
      size: '1280x720',
      changes: ['640x480'],
      keep: true,
      extraFrames: 2,
    });
    expect(all.slice(3)).toEqual([
      { free: 'frame0[0..2]' },
      { alloc: { device: 'v', size: '640x480 NV12', count: 5, id: 'frame0-1' } },
      { free: 'frame0' },
    ]);
  });

  it('refuses a size that its level does not allow, at the level', () => {
    const written = { device: 'v', codec: 'h264', level: '3', size: '1920x1080' };
    expect(mistakes('decoder', written)).toEqual([
      'level: h264 at level 3 allows 1620 macroblocks, not 1920x1080 (8160 macroblocks).',
    ]);
  });

  it('refuses a size to which it cannot change, where that stands', () => {
    const written = {
      device: 'v',
      codec: 'h264',
      level: 3.1,
      size: '1280x720',
      changes: ['640x480', '3840x2160'],
    };
    expect(mistakes('decoder', written)[0]).toMatch(/^changes\.1: h264 at level 3\.1 allows/);
  });

  it.each([
    ['h264', 522_272],
    ['hevc', 130_560],
    ['vp9', 522_240],
    ['av1', 392_192],
    ['vp8', 0],
  ] as const)('%s has %d bytes of motion vectors beside a 1080p frame', (codec, bytes) => {
    expect(motionVectorBytes(codec, { width: 1920, height: 1088 })).toBe(bytes);
  });
});

describe('encoder', () => {
  it('has source frames, pictures for reference and coded buffers of half a frame', () => {
    const all = steps('encoder', { device: 'e', size: '1920x1080', keep: true });
    expect(all.map(({ alloc }) => [alloc?.id, alloc?.size, alloc?.count])).toEqual([
      ['source0', '1920x1088 NV12', 5],
      ['reference0', '1920x1088 NV12', 2],
      ['coded0', 1_556_480, 2],
    ]);
  });

  it('takes twice the bytes for ten bits', () => {
    const [source] = steps('encoder', { device: 'e', size: '1920x1080', depth: 10, chroma: '4:2:2' });
    expect(source?.alloc?.size).toBe('1920x1088 P210');
  });
});

describe('gpu', () => {
  it('has the binner and objects that come and go by chance', () => {
    const [binner, random] = steps('gpu', { device: 'g', objects: 100 });
    expect(binner?.alloc?.size).toBe('16MiB');
    expect(random?.random).toMatchObject({ operations: 2000, live: 100, id: 'object' });
  });
});

describe('remoteproc', () => {
  it('has rings of the size that the kernel gives them: 10246 bytes of 256 entries', () => {
    expect(vringSize(256, 4096)).toBe(10_246);
    expect(steps('remoteproc', { device: 'r' })).toEqual([
      { alloc: { device: 'r', size: 12_288, count: 2, id: 'vring' } },
      { alloc: { device: 'r', size: 262_144, id: 'messages' } },
    ]);
  });

  it('has fewer messages for small rings, and never more than 512', () => {
    expect(steps('remoteproc', { device: 'r', entries: 64 })[1]?.alloc?.size).toBe(128 * 512);
    expect(steps('remoteproc', { device: 'r', entries: 1024 })[1]?.alloc?.size).toBe(512 * 512);
  });

  it('refuses a ring whose entries are no power of two', () => {
    expect(mistakes('remoteproc', { device: 'r', entries: 100 })).toEqual([
      'entries: A ring has a power of two of entries.',
    ]);
  });
});

describe('audio', () => {
  it('preallocates 512 KiB each way where nothing else is said', () => {
    expect(steps('audio', { device: 'a' })).toEqual([
      { alloc: { device: 'a', size: '512KiB', count: 2, id: 'ring' } },
    ]);
  });

  it('works a buffer out of rate, channels, bits and duration', () => {
    expect(cyclicBuffer({ rate: 48_000, channels: 2, bits: 16, duration: 500 })).toBe(96_000);
    expect(cyclicBuffer({ rate: 48_000, channels: 8, bits: 24, duration: 1000 })).toBe(1_536_000);
  });

  it('refuses figures without a rate', () => {
    expect(mistakes('audio', { device: 'a', bits: 16 })).toEqual(['bits: `bits` needs `rate`.']);
  });
});

describe('network, npu and tee', () => {
  it('network: has a ring of descriptors for each queue', () => {
    const all = steps('network', { device: 'n', receiveQueues: 4, descriptorSize: 32 });
    expect(all.map(({ alloc }) => [alloc?.id, alloc?.size, alloc?.count])).toEqual([
      ['rx', 16_384, 4],
      ['tx', 16_384, 4],
    ]);
  });

  it('npu: frees the oldest tensors and allocates new ones, at each inference', () => {
    const all = steps('npu', {
      device: 'n',
      weights: '64MiB',
      input: '1MiB',
      output: '4KiB',
      inferences: 10,
    });
    expect(all.map((step) => step.repeat ?? step.alloc?.id ?? 'free')).toEqual([
      'ring',
      'weights',
      'input',
      'output',
      10,
      'free',
    ]);
  });

  it('tee: opens and closes its sessions', () => {
    expect(steps('tee', { device: 't', buffer: '2MiB', sessions: 2, rounds: 3 })[0]).toMatchObject({
      repeat: 3,
    });
  });
});
