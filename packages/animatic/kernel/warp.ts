// The kernel in AssemblyScript: WebAssembly with 128-bit SIMD over memory shared by all drawing threads.
export { warp_chroma } from './chroma';
export { lay_grain, write_grain } from './grain';
export { halve_grid, place_grid, see_grid } from './grid';
export { lay_chroma, lay_luma, map_bytes, map_colours, mix_bytes } from './laying';
export { warp_luma } from './luma';
export { print_rows } from './printing';
export { learn_sides, print_subject } from './subject';
export { write_weights } from './weights';
