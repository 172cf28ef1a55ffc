import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FileStore } from '../../src/source/file-store.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import { SourceFile } from '../../src/source/source-file.ts';

function open(content: string | Uint8Array, maxFileBytes = 1000): unknown {
  const access = new MemoryFiles({ '/w/a.dts': content });
  return new FileStore({ access, workingFolder: '/w', maxFileBytes }).open('a.dts');
}

describe('a file that cannot be used is one problem', () => {
  const store = new FileStore({ access: new MemoryFiles({ '/w/a/b.dts': '' }), workingFolder: '/w' });

  test('a missing one', () => {
    expect(store.open('none.dts')).toMatchObject({
      code: 'file-not-found',
      message: 'There is no file none.dts.',
    });
  });

  test('a folder', () => {
    expect(store.open('a')).toMatchObject({ code: 'is-a-folder' });
  });

  test('one with NUL bytes, told apart as a blob where it is one', () => {
    expect(open('a\0b')).toMatchObject({
      code: 'not-text',
      message: 'a.dts is no text: it has a NUL byte at offset 1.',
    });
    const blob = Uint8Array.of(0xd0, 0x0d, 0xfe, 0xed, 0, 0, 1, 0);
    expect(open(blob)).toMatchObject({
      code: 'not-text',
      help: 'It is a device tree blob, where a source is expected.',
    });
  });

  test('one that is too large', () => {
    expect(open('x'.repeat(1001))).toMatchObject({ code: 'file-too-large' });
    expect(open('x'.repeat(1000))).toBeInstanceOf(SourceFile);
  });

  test('an empty one is a file with no text', () => {
    expect(store.open('a/b.dts')).toMatchObject({ path: 'a/b.dts', text: '' });
  });
});

describe('the text of a file', () => {
  test('is without its byte order mark', () => {
    expect(open('\uFEFF/dts-v1/;')).toMatchObject({ text: '/dts-v1/;', encoding: 'utf8' });
  });

  test('keeps every byte as a character where it is no UTF-8', () => {
    expect(open(Uint8Array.of(0x61, 0xe9, 0xff))).toMatchObject({
      text: 'a\u00e9\u00ff',
      encoding: 'latin1',
    });
    expect(open('a\u00e9')).toMatchObject({ text: 'a\u00e9', encoding: 'utf8' });
  });

  test('is read once, whatever path leads to it', () => {
    const access = new MemoryFiles({ '/w/d/a.h': 'a' });
    access.link('/w/link', '/w/d');
    const store = new FileStore({ access, workingFolder: '/w' });
    const file = store.open('d/a.h');
    expect(store.open('/w/link/../d/a.h')).toBe(file);
    expect(store.open('link/a.h')).toBe(file);
    expect(access.reads.get('/w/d/a.h')).toBe(1);
  });

  test('is read again when the store forgot it, and what was missing may be there then', () => {
    const access = new MemoryFiles({ '/w/a.h': 'old' });
    const store = new FileStore({ access, workingFolder: '/w' });
    store.open('a.h');
    expect(store.open('b.h')).toMatchObject({ code: 'file-not-found' });
    access.write('/w/a.h', 'new');
    access.write('/w/b.h', 'b');
    store.forget('a.h');
    expect(store.open('a.h')).toMatchObject({ text: 'new' });
    expect(store.open('b.h')).toMatchObject({ text: 'b' });
  });

  test('is the one that was put in its place', () => {
    const store = new FileStore({ access: new MemoryFiles({ '/w/a.h': 'disk' }), workingFolder: '/w' });
    const put = store.put('a.h', 'unsaved');
    expect(store.open('/w/a.h')).toBe(put);
  });
});

test('paths are shown relative to the working folder where they stand below it', () => {
  const store = new FileStore({ access: new MemoryFiles(), workingFolder: '/w/x' });
  expect(store.displayPath('/w/x/a/b.dts')).toBe('a/b.dts');
  expect(store.displayPath('/w/b.dts')).toBe('/w/b.dts');
  expect(store.displayPath('/w/x/..b.dts')).toBe('..b.dts');
});

describe('on the disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('files, links and folders are told apart', () => {
    writeFileSync(join(folder, 'a.dts'), 'a');
    symlinkSync('a.dts', join(folder, 'b.dts'));
    const store = new FileStore({ workingFolder: folder });
    expect(store.open('a.dts')).toMatchObject({ text: 'a' });
    expect(store.open('b.dts')).toBe(store.open('a.dts'));
    expect(store.open('.')).toMatchObject({ code: 'is-a-folder' });
    expect(store.open('a.dts/x')).toMatchObject({ code: 'file-not-found' });
  });

  test('a path is followed through links, to files and to what is missing', () => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real/c.dts'), 'c');
    symlinkSync('real', join(folder, 'linked'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    const store = new FileStore({ workingFolder: folder });
    const real = realpathSync(folder);
    expect(store.realPath('linked/c.dts')).toBe(join(real, 'real/c.dts'));
    expect(store.realPath(`${folder}/linked/../real/./c.dts`)).toBe(join(real, 'real/c.dts'));
    expect(store.realPath(`${folder}/linked/`)).toBe(join(real, 'real'));
    expect(store.realPath(`${folder}/linked/..`)).toBe(real);
    expect(store.realPath('/')).toBe('/');
    expect(store.realPath('linked/d.dts')).toBeUndefined();
    expect(store.realPath('dangling')).toBeUndefined();
    expect(store.realPath('real/c.dts/x')).toBeUndefined();
  });

  test.skipIf(process.platform === 'win32')('a device is no source', () => {
    expect(new FileStore().open('/dev/zero')).toMatchObject({ code: 'not-a-file' });
  });
});

test('what was released is read again when it is asked for, and what was put in place stays', () => {
  const access = new MemoryFiles({ '/w/read.dts': 'old', '/w/given.dts': 'on the disk' });
  const store = new FileStore({ access, workingFolder: '/w' });
  store.open('read.dts');
  store.put('given.dts', 'in the editor');
  access.write('/w/read.dts', 'new');
  store.release();
  expect(store.size).toBe(1);
  expect(store.open('given.dts')).toMatchObject({ text: 'in the editor' });
  expect(store.open('read.dts')).toMatchObject({ text: 'new' });
});

test('one file can be let go of by whatever path, but not one that was put in place', () => {
  const access = new MemoryFiles({ '/w/a.dts': 'a', '/w/b.dts': 'b', '/w/c.dts': 'c' });
  const store = new FileStore({ access, workingFolder: '/w' });
  store.open('a.dts');
  store.open('b.dts');
  store.put('c.dts', 'in the editor');
  store.drop('/w/a.dts');
  store.drop('c.dts');
  expect(['a.dts', 'b.dts', 'c.dts'].map((path) => store.has(path))).toEqual([false, true, true]);
  store.open('a.dts');
  store.open('b.dts');
  expect(access.reads).toEqual(
    new Map([
      ['/w/a.dts', 2],
      ['/w/b.dts', 1],
    ]),
  );
});
