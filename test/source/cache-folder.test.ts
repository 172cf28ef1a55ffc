import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CacheFolder } from '../../src/source/cache-folder.ts';

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a cache folder', () => {
  it('gives back what was written, also to others', () => {
    const path = join(scratch(), 'new/folder');
    expect(new CacheFolder(path).read('abc')).toBeUndefined();
    expect(new CacheFolder(path).write('abc', 'text')).toBe(true);
    expect(new CacheFolder(path).read('abc')).toBe('text');
  });

  it.each([
    ['cut off', (file: string) => truncateSync(file, 70)],
    ['emptied', (file: string) => truncateSync(file)],
    ['added to', (file: string) => appendFileSync(file, ' ')],
    ['something else', (file: string) => writeFileSync(file, Buffer.from([0xff, 0x00, 0x80]))],
  ])('gives nothing for a file that was %s', (_, spoil) => {
    const path = scratch();
    const cache = new CacheFolder(path);
    cache.write('abc', 'some text');
    spoil(join(path, 'ab/abc'));
    expect(cache.read('abc')).toBeUndefined();
    expect(cache.write('abc', 'another')).toBe(true);
    expect(cache.read('abc')).toBe('another');
  });

  it('leaves nothing unfinished, and is not for git', () => {
    const path = scratch();
    const [one, other] = [new CacheFolder(path), new CacheFolder(path)];
    one.write('abc', 'one');
    other.write('abc', 'other');
    expect(readdirSync(join(path, 'ab'))).toEqual(['abc']);
    expect(readFileSync(join(path, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('says so where it cannot be written', () => {
    const path = scratch();
    writeFileSync(join(path, 'file'), '');
    expect(new CacheFolder(join(path, 'file/below')).write('abc', 'text')).toBe(false);
  });

  it('writes no .gitignore over one that is there, nor through a link', () => {
    const path = scratch();
    writeFileSync(join(path, '.gitignore'), 'build\n');
    expect(new CacheFolder(path).write('abc', 'text')).toBe(true);
    expect(readFileSync(join(path, '.gitignore'), 'utf8')).toBe('build\n');

    mkdirSync(join(path, 'linked'));
    symlinkSync(join(path, 'victim'), join(path, 'linked/.gitignore'));
    expect(new CacheFolder(join(path, 'linked')).write('abc', 'text')).toBe(true);
    expect(existsSync(join(path, 'victim'))).toBe(false);
  });

  it('takes a text for none that was kept by another name, or is a link or a pipe', () => {
    const path = scratch();
    const cache = new CacheFolder(path);
    cache.write('abc', 'text');
    copyFileSync(join(path, 'ab/abc'), join(path, 'ab/abd'));
    expect(cache.read('abd')).toBeUndefined();
    symlinkSync('abc', join(path, 'ab/abe'));
    expect(cache.read('abe')).toBeUndefined();
    if (spawnSync('mkfifo', [join(path, 'ab/abf')]).status === 0) expect(cache.read('abf')).toBeUndefined();
  });
});
