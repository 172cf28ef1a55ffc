import type { Node } from '../../../../src/devicetree/tree.ts';
import { type PciAddress, PciFunction } from '../../../../src/kernel/dma/pci-function.ts';

/** The functions that the recorded module binds to, as the emulator's command line puts them on the bus, in the order of the scan. */
export function pciFunctions(hostBridge: Node, emulator: string): readonly PciFunction[] {
  const devices = [...emulator.matchAll(/-device ([\w-]+),(\S+)/g)].map(([, kind = '', options = '']) => ({
    kind,
    options: new Map(options.split(',').map((option) => option.split('=') as [string, string])),
  }));
  const bridges = devices
    .filter(({ kind }) => kind === 'pci-bridge')
    .map(({ options }) => ({ id: options.get('id'), address: addressOf(0, options.get('addr')) }))
    .sort((a, b) => a.address.device - b.address.device);

  const functions = devices
    .filter(({ kind }) => kind === 'edu')
    .map(({ options }) => {
      const behind = bridges.findIndex(({ id }) => id !== undefined && id === options.get('bus'));
      return { address: addressOf(behind + 1, options.get('addr')), alias: bridges[behind]?.address };
    });
  return functions
    .sort(({ address: a }, { address: b }) => a.bus - b.bus || a.device - b.device)
    .map(({ address, alias }) => new PciFunction(hostBridge, address, alias));
}

/** `1.0`: device and function, in hex. */
function addressOf(bus: number, text = '0'): PciAddress {
  const [device = '0', fn = '0'] = text.split('.');
  return { domain: 0, bus, device: Number.parseInt(device, 16), function: Number.parseInt(fn, 16) };
}
