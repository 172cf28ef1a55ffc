import { existsSync } from 'node:fs';

/** Debian's; tests of pages are skipped, and say so, where it is not. */
export const chromiumPath = '/usr/bin/chromium';

export const hasChromium: boolean = existsSync(chromiumPath);

export const chromiumArguments: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
