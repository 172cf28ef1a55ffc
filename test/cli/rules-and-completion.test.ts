import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/lint/rules/index.ts';
import { carveout } from './carveout.ts';

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
  it('is a script for the shell', () => {
    const { status, stdout } = carveout(['completion'], { env: { SHELL: '/bin/bash' } });
    expect(status).toBe(0);
    expect(stdout).toContain('complete -o bashdefault -o default -F _carveout_yargs_completions carveout');
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
