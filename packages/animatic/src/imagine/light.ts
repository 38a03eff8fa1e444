// The light of an hour and a weather: colours of the sky, the sun and the air.
import { between, chance } from '../plan/chance.ts';
import { mixed, type Rgb, scaled } from './canvas.ts';
import type { Scene } from './scene.ts';

export type Light = {
  zenith: Rgb;
  horizon: Rgb;
  /** Of the sun or the moon, as it falls on things. */
  sun: Rgb;
  /** From the whole sky. */
  ambient: Rgb;
  /** Of far air. */
  fog: Rgb;
  /** Unit vector to the sun: right, up, ahead. */
  toSun: Rgb;
  /** How much of the glow around the sun there is, and how large and bright its disc is (0: none is drawn). */
  glow: number;
  disc: number;
  /** Share of the light that the air takes away in one unit of distance. */
  haze: number;
  /** 0 to 1: clouds over the sky, stars in it. */
  clouds: number;
  stars: number;
};

type Hour = Pick<Light, 'zenith' | 'horizon' | 'sun' | 'ambient' | 'fog' | 'glow' | 'disc' | 'stars'> & {
  /** Range of the sun's angles in radians: to the side (either one) and up. */
  side: readonly [number, number];
  up: readonly [number, number];
};

/** Set by eye. */
const HOURS: Record<Scene['hour'], Hour> = {
  morning: {
    zenith: [0.2, 0.36, 0.66],
    horizon: [1.02, 0.72, 0.52],
    sun: [1.35, 0.95, 0.62],
    ambient: [0.2, 0.24, 0.34],
    fog: [0.62, 0.55, 0.54],
    glow: 0.8,
    disc: 1,
    stars: 0,
    side: [0.3, 0.5],
    up: [0.2, 0.3],
  },
  day: {
    zenith: [0.1, 0.27, 0.66],
    horizon: [0.6, 0.76, 0.92],
    sun: [1.45, 1.35, 1.15],
    ambient: [0.2, 0.28, 0.4],
    fog: [0.42, 0.56, 0.75],
    glow: 0.3,
    disc: 0,
    stars: 0,
    side: [1.9, 2.3],
    up: [0.65, 0.8],
  },
  sunset: {
    zenith: [0.1, 0.14, 0.36],
    horizon: [1.15, 0.5, 0.2],
    sun: [1.6, 0.78, 0.32],
    ambient: [0.2, 0.17, 0.27],
    fog: [0.6, 0.3, 0.22],
    glow: 1.3,
    disc: 1,
    stars: 0,
    side: [0.06, 0.3],
    up: [0.09, 0.15],
  },
  night: {
    zenith: [0.008, 0.014, 0.045],
    horizon: [0.045, 0.08, 0.17],
    sun: [0.22, 0.3, 0.46],
    ambient: [0.026, 0.04, 0.085],
    fog: [0.04, 0.065, 0.13],
    glow: 0.5,
    disc: 0.9,
    stars: 1,
    side: [0.12, 0.4],
    up: [0.3, 0.36],
  },
};

export function lightOf(scene: Scene): Light {
  const { seed } = scene;
  const { side, up, ...hour } = HOURS[scene.hour];
  // Dunes are shaped by light from the side.
  const aside = scene.family === 'desert' && scene.hour !== 'night' ? 0.3 : 0;
  const azimuth = (aside + between(seed, 'sun side', ...side)) * (chance(seed, 'sun hand') < 0.5 ? -1 : 1);
  const height = between(seed, 'sun height', ...up);
  const level = Math.cos(height);
  const toSun: Rgb = [Math.sin(azimuth) * level, Math.sin(height), Math.cos(azimuth) * level];
  const clear: Light = { ...hour, toSun, haze: 0.012, clouds: between(seed, 'clouds', 0.25, 0.6) };
  return weathered(clear, scene);
}

/** Under clouds light is grey and comes from everywhere; in fog it is pale as well, and ends soon. */
function weathered(light: Light, { weather, hour, seed }: Scene): Light {
  if (weather === 'clear') return { ...light, clouds: between(seed, 'few clouds', 0, 0.3) };
  if (weather === 'fair') return light;
  const grey = hour === 'night' ? 0.05 : hour === 'sunset' ? 0.36 : 0.6;
  const share = { cloudy: 0.45, storm: 0.75, snow: 0.7, fog: 0.3 }[weather];
  const dim = { cloudy: 0.8, storm: 0.42, snow: 0.85, fog: 0.85 }[weather];
  const pall = (colour: Rgb, much = share): Rgb => scaled(mixed(colour, [grey * 0.95, grey, grey * 1.06], much), dim);
  return {
    ...light,
    zenith: pall(light.zenith),
    horizon: pall(light.horizon, share * 0.7),
    sun: scaled(light.sun, weather === 'storm' ? 0.2 : 0.4),
    ambient: pall(light.ambient, share * 0.5),
    fog: pall(light.fog),
    glow: light.glow * (1 - share * 0.8),
    disc: weather === 'fog' ? light.disc * 0.3 : 0,
    haze: { cloudy: 0.018, storm: 0.035, snow: 0.045, fog: 0.1 }[weather],
    clouds: weather === 'fog' ? 0.3 : weather === 'cloudy' ? 0.85 : 1,
    stars: 0,
  };
}
