import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const built = 'dist/bin/carveout.cjs';
const sources = ['src', 'grammar', 'build.js', 'package.json'];

/** Builds the command's bundle where there is none, or one older than a source. */
export function setup(): void {
  if (existsSync(built) && newest(sources) <= statSync(built).mtimeMs) return;
  execFileSync(process.execPath, ['build.js', '--bundles'], { stdio: 'inherit' });
}

function newest(paths: readonly string[]): number {
  return Math.max(0, ...paths.map((path) => lastChange(path)));
}

function lastChange(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, newest(readdirSync(path).map((name) => join(path, name))));
}
