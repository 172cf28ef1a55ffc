import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/lint/rules/index.ts';
import { carveout, cleanEnvironment, command, scratchFolder } from './carveout.ts';

describe('rules', () => {
  it('lists every rule with its law', () => {
    const { status, stdout } = carveout(['rules']);
    expect(status).toBe(0);
    for (const { id } of catalogue) expect(stdout).toContain(id);
  });

  it('is JSON for scripts', () => {
    const { rules } = JSON.parse(carveout(['rules', '--format', 'json']).stdout) as {
      readonly rules: object[];
    };
    expect(rules).toContainEqual(
      expect.objectContaining({ id: 'region-overlap', severity: 'error', preset: 'recommended' }),
    );
    expect(rules).toContainEqual(expect.objectContaining({ id: 'unused-suppression' }));
    expect(rules).toContainEqual(
      expect.objectContaining({ id: 'remoteproc-region-name', preset: 'pack', pack: 'remoteproc' }),
    );
  });
});

describe('completion', () => {
  it.each([
    ['bash', 'complete -o bashdefault -o default -F _carveout_yargs_completions carveout', '>> ~/.bashrc'],
    ['zsh', 'compdef _carveout_yargs_completions carveout', '>> ~/.zshrc'],
  ])('is a script for %s, the one that is named or the one in use', (shell, line, install) => {
    const named = carveout(['completion', shell], {
      env: { SHELL: shell === 'zsh' ? '/bin/bash' : '/bin/zsh' },
    });
    expect(named).toMatchObject({ status: 0, stderr: '' });
    expect(named.stdout).toContain(line);
    expect(named.stdout).toContain(`carveout completion ${shell} ${install}`);
    expect(carveout(['completion'], { env: { SHELL: `/usr/bin/${shell}` } }).stdout).toBe(named.stdout);
  });

  it('is refused for another shell', () => {
    const { status, stdout, stderr } = carveout(['completion', 'fish']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('bash');
  });

  it('completes in bash', () => {
    const folder = scratchFolder({});
    symlinkSync(command, join(folder, 'carveout'));
    const script = `source <(carveout completion bash)
COMP_WORDS=(carveout lint --format sar) COMP_CWORD=3
_carveout_yargs_completions
echo "\${COMPREPLY[@]}"`;
    const env = cleanEnvironment({ PATH: `${folder}:${process.env.PATH}` });
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: 'sarif\n', stderr: '' });
  });

  it('knows commands, options, and what an option takes', () => {
    const completions = (...words: string[]) =>
      carveout(['--get-yargs-completions', 'carveout', ...words])
        .stdout.trim()
        .split('\n');
    expect(completions('')).toEqual(expect.arrayContaining(['lint', 'boot', 'rules']));
    expect(completions('lint', '--')).toEqual(expect.arrayContaining(['--format', '--baseline']));
    expect(completions('lint', '--format', '')).toEqual(expect.arrayContaining(['sarif', 'junit']));
  });
});

describe('explain', () => {
  it('knows what is said about comments, too', () => {
    expect(carveout(['explain', 'unused-suppression'])).toMatchObject({ status: 0, stderr: '' });
  });
});
