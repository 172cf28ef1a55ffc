import { describe, expect, it } from 'vitest';
import { readPlainLine } from '../../src/workload/plain-line.ts';

const read = (text: string): ReturnType<typeof readPlainLine> => readPlainLine(text, 0, text.length);

describe('readPlainLine', () => {
  it('reads what JSON.parse() reads', () => {
    const alloc = { device: '/soc/camera@2000000', do: 'alloc', id: 'b[3]', size: 8192 };
    expect(read(JSON.stringify(alloc))).toEqual({
      isAlloc: true,
      device: alloc.device,
      id: 'b[3]',
      size: 8192,
    });
    const free = { device: '/a', do: 'free', id: 'ü', ok: true, dma: '0x58000000', from: 'cma' };
    expect(read(`${JSON.stringify(free)}\r`)).toEqual({ isAlloc: false, device: '/a', id: 'ü', size: 0 });
  });

  it.each([
    '{"device":"/a","do":"alloc","id":"a","size":1} x',
    '{"device":"/a","do":"alloc","id":"a","size":01}',
    '{"device":"/a","do":"alloc","id":"a","size":1e3}',
    '{"device":"/a","do":"alloc","id":"a","size":-1}',
    '{"device":"/a","do":"alloc","id":"a","size":9007199254740993}',
    '{"device":"/a","do":"alloc","id":"a","size":1',
    '{"device":"/a","do":"alloc","id":"a\\u0062","size":1}',
    '{"device":"/a","do":"alloc","id":"a\u0000","size":1}',
    '{"device":"/a","do":"alloc","id":"","size":1}',
    '{"device":"/a","do":"alloc","id":"a"}',
    '{"device":"/a","do":"free","id":"a","size":4096}',
    '{"device":"/a","do":"alloc","id":"a","size":1,"gfp":"atomic"}',
  ])('leaves what is more, less or wrong to the full reader: %s', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('reads no further than the end of the line', () => {
    const text = '{"device":"/a","do":"free","id":"a"}\n{"device":"/a","do":"free","id":"b"}';
    expect(readPlainLine(text, 0, 36)?.id).toBe('a');
    expect(readPlainLine(text, 37, text.length)?.id).toBe('b');
    expect(readPlainLine(text, 0, 30)).toBeUndefined();
  });
});
