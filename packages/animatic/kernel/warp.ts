// The kernel in AssemblyScript: WebAssembly with 128-bit SIMD over memory shared by all drawing threads.
export { warp_chroma } from './chroma';
export { lay_chroma, lay_luma, map_bytes } from './laying';
export { warp_luma } from './luma';
