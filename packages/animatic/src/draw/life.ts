// Motion inside the picture: wind in the leaves, waves on the water, clouds across the sky, flames. Displacements are sums
// of waves, in frame heights, and nothing at frame 0.
import type { Region } from '../look/look.ts';
import type { Located } from '../plan/location.ts';
import type { Plan } from '../plan/plan.ts';

/** Seconds in which motion gathers at the film's beginning. */
const FADE = 1;

/** Greatest displacement at full strength, in frame heights: leaves, water. */
const WIND = 0.0045;
const WATER = 0.008;
/** Clouds at full strength: frame heights a second, and at most so far in a shot, or the sky's rim would smear. */
const DRIFT = 0.012;
const LONGEST_DRIFT = 0.04;
/** Flames at full strength, in shares of their own height, and how far around them the air shakes, in shares of their box. */
const LICK = 0.065;
const AROUND_FLAMES = 0.3;

/**
 * Displaces a point: `x`, `y` from the picture's top left in frame heights, and the relief's shares of cloud, ripple
 * and leaf there. Adds to `out[0]` and `out[1]`, in frame heights, where the point's colour is to be fetched from.
 */
export type Stir = (x: number, y: number, cloud: number, ripple: number, leaf: number, out: Float64Array) => void;

/** What moves in a frame of the shot with that index; null when nothing does. `horizon` is the look's. */
export function lifeAt(plan: Located, horizon: number | null, index: number, frame: number): Stir | null {
  const shot = plan.shots[index]!;
  const first = plan.shots.slice(0, index).reduce((sum, { frames }) => sum + frames, 0);
  const { wind, water, clouds } = shot.life;
  const flames = plan.air?.fire ? plan.air.firelight : 0;
  if (frame === 0 || wind + water + clouds + flames === 0) return null;
  const time = frame / plan.fps;
  const begun = Math.min(1, time / FADE);
  const fade = begun * begun * (3 - 2 * begun);
  const way = plan.blows;
  const shift = ((plan.seed % 1000) / 1000) * 2 * Math.PI;
  const drift = cloudDrift(clouds, shot.frames / plan.fps, (frame - first) / plan.fps, first === 0);
  const gale = WIND * wind * fade;
  const swell = WATER * water * fade;
  const shore = horizon ?? 0;
  const lick = flames > 0 ? flamesAt(plan.air!.fire!, plan.width / plan.height, LICK * flames * fade, time) : null;
  return (x, y, cloud, ripple, leaf, out) => {
    let dx = -way * drift * cloud;
    let dy = 0;
    if (leaf > 0 && gale > 0) {
      // The wind's strength comes and goes as it crosses the picture.
      const along = way * x;
      const gust = 0.6 + 0.4 * wave(1.9 * along - 1.3 * time + shift);
      const sway = wave(9 * along + 4 * y - 2.6 * time + shift) + 0.45 * wave(31 * along - 17 * y - 5.3 * time);
      dx += gale * leaf * gust * sway;
      dy += 0.5 * gale * leaf * gust * wave(13 * y + 23 * along - 4.1 * time - shift);
    }
    if (ripple > 0 && swell > 0) {
      // Towards the horizon waves lie closer and lower, as perspective has it.
      const depth = Math.max(0, (y - shore) / (1 - shore));
      const size = swell * ripple * depth;
      const away = 6 * Math.log(depth + 0.15);
      dy += size * (wave(3 * away - 2.1 * time + 2 * x + shift) + 0.5 * wave(4.6 * away - 3.3 * time - 5 * x));
      dx += 0.6 * size * wave(2 * away + 7 * x + 1.7 * time - shift);
    }
    out[0]! += dx;
    out[1]! += dy;
    lick?.(x, y, out);
  };
}

/** What flames do in a box of the picture: from their foot, which stays, tongues run upwards, and each leaps in its own time. */
function flamesAt(fire: Region, aspect: number, amount: number, time: number) {
  const [half, high] = [(fire.width * aspect) / 2, fire.height];
  const [wide, reach] = [half * (1 + AROUND_FLAMES), high * (1 + AROUND_FLAMES)];
  const [middle, foot] = [fire.x * aspect + half, fire.y + fire.height];
  return (x: number, y: number, out: Float64Array) => {
    const [aside, up] = [(x - middle) / wide, (foot - y) / reach];
    if (Math.abs(aside) >= 1 || up <= 0 || up >= 1) return;
    // Its own sides and the air above do not move: there the picture goes on as it is.
    const held = 1 - aside * aside * aside * aside;
    const size = amount * high * held * Math.min(1, 1.6 * up) * Math.min(1, 4 * (1 - up));
    const [across, down] = [x / high, y / high];
    out[0]! += size * (wave(6.5 * down + 9.1 * time) + 0.5 * wave(12 * down + 5 * across + 15.7 * time));
    out[1]! += size * (0.9 * wave(7 * across + 11.3 * time) + 0.9 * wave(5 * across - 4 * down - 7.9 * time));
  };
}

/** Steps of `wave` per turn (and two more, for what rounds up to a whole turn); a straight line between them is off by a millionth at most. */
const STEPS = 2048;
const SINES = Float64Array.from({ length: STEPS + 2 }, (_, step) => Math.sin((2 * Math.PI * step) / STEPS));

/** The sine of an angle in radians: five a node of a fine grid take Math.sin as long as the warp itself. */
export function wave(angle: number): number {
  const turns = angle / (2 * Math.PI);
  const at = (turns - Math.floor(turns)) * STEPS;
  const step = Math.floor(at);
  return SINES[step]! + (SINES[step + 1]! - SINES[step]!) * (at - step);
}

/** The longest way that clouds go in any shot of a plan, in frame heights. */
export function longestDrift(plan: Plan): number {
  return Math.max(
    ...plan.shots.map(({ life, frames }) => cloudDrift(life.clouds, frames / plan.fps, frames / plan.fps, false)),
  );
}

/** How far clouds have come since the shot began, in frame heights; in the first shot they set out from rest. */
function cloudDrift(strength: number, duration: number, time: number, fromRest: boolean): number {
  const speed = Math.min(DRIFT * strength, LONGEST_DRIFT / duration);
  if (!fromRest) return speed * time;
  return speed * (time < FADE ? (time * time) / (2 * FADE) : time - FADE / 2);
}
