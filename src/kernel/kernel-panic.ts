/**
 * panic(): the emulated kernel goes no further. Thrown, since nothing that has called returns either; bootKernel() makes an
 * outcome of it.
 */
export class KernelPanic extends Error {
  override readonly name = 'KernelPanic';
}
