// The camera of a frame and the relief of its picture, as src/draw/air/sight.ts lays them out.

/** Bytes of a sample of the relief: four f32, whose first is how near it is, 0 to 1. */
const SAMPLE = 16;

/** How near the picture's own thing is at a place (shares of its sides). */
@inline
export function nearnessAt(view: usize, x: f32, y: f32): f32 {
  const across = load<i32>(view, 36);
  const down = load<i32>(view, 40);
  const column = min(across - 1, max(0, <i32>floor(x * <f32>across)));
  const row = min(down - 1, max(0, <i32>floor(y * <f32>down)));
  return load<f32>(<usize>load<i32>(view, 32) + <usize>((row * across + column) * SAMPLE));
}
