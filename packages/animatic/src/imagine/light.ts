// The light of an hour and a weather: colours of the sky, the sun and the air.
import { between, chance } from '../plan/chance.ts';
import { mixed, type Rgb, scaled } from './canvas.ts';
import { thrownBack } from './canyon.ts';
import { dyed, lightness } from './colours.ts';
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
  /** How high over the eye the air thins out, in the world's unit. */
  deep: number;
  /** 0 to 1: clouds over the sky, stars in it. */
  clouds: number;
  stars: number;
  /** What the words make of the colour of clouds: a factor by channel. */
  cloud: Rgb;
};

type Hour = Pick<Light, 'zenith' | 'horizon' | 'sun' | 'ambient' | 'fog' | 'glow' | 'disc' | 'stars'> & {
  /** Range of the sun's angles in radians: to the side (either one) and up. */
  side: readonly [number, number];
  up: readonly [number, number];
};

/** Set by eye. */
const HOURS: Record<Scene['hour'], Hour> = {
  dawn: {
    zenith: [0.07, 0.12, 0.3],
    horizon: [0.72, 0.42, 0.36],
    sun: [0.42, 0.3, 0.28],
    ambient: [0.11, 0.13, 0.21],
    fog: [0.34, 0.28, 0.34],
    glow: 1.1,
    disc: 0,
    stars: 0.12,
    side: [0.15, 0.45],
    up: [0.015, 0.04],
  },
  sunrise: {
    zenith: [0.11, 0.2, 0.45],
    horizon: [1.15, 0.6, 0.36],
    sun: [1.75, 0.88, 0.44],
    ambient: [0.14, 0.15, 0.24],
    fog: [0.58, 0.38, 0.36],
    glow: 1.3,
    disc: 1,
    stars: 0,
    side: [0.1, 0.34],
    up: [0.05, 0.1],
  },
  morning: {
    zenith: [0.15, 0.3, 0.62],
    horizon: [0.92, 0.72, 0.55],
    sun: [1.75, 1.2, 0.72],
    ambient: [0.15, 0.2, 0.31],
    fog: [0.56, 0.53, 0.55],
    glow: 0.9,
    disc: 1,
    stars: 0,
    side: [0.34, 0.62],
    up: [0.2, 0.3],
  },
  day: {
    zenith: [0.055, 0.19, 0.56],
    horizon: [0.5, 0.68, 0.88],
    sun: [1.8, 1.64, 1.36],
    ambient: [0.15, 0.23, 0.37],
    fog: [0.36, 0.5, 0.7],
    glow: 0.3,
    disc: 0,
    stars: 0,
    side: [1.8, 2.2],
    up: [0.6, 0.78],
  },
  golden: {
    zenith: [0.11, 0.2, 0.44],
    horizon: [1.05, 0.66, 0.34],
    sun: [2.2, 1.18, 0.46],
    ambient: [0.14, 0.15, 0.22],
    fog: [0.72, 0.47, 0.3],
    glow: 1.2,
    disc: 1,
    stars: 0,
    side: [0.4, 0.62],
    up: [0.15, 0.21],
  },
  sunset: {
    zenith: [0.06, 0.12, 0.27],
    horizon: [1.12, 0.46, 0.15],
    sun: [1.7, 0.72, 0.24],
    ambient: [0.13, 0.11, 0.18],
    fog: [0.5, 0.24, 0.2],
    glow: 1.4,
    disc: 1,
    stars: 0,
    side: [0.08, 0.3],
    up: [0.05, 0.1],
  },
  dusk: {
    zenith: [0.015, 0.045, 0.135],
    horizon: [0.4, 0.23, 0.17],
    sun: [0.16, 0.13, 0.2],
    ambient: [0.055, 0.075, 0.13],
    fog: [0.13, 0.12, 0.165],
    glow: 0.9,
    disc: 0,
    stars: 0.35,
    side: [0.1, 0.5],
    up: [0.01, 0.03],
  },
  night: {
    zenith: [0.004, 0.008, 0.026],
    horizon: [0.022, 0.042, 0.095],
    sun: [0.14, 0.2, 0.33],
    ambient: [0.023, 0.037, 0.077],
    fog: [0.022, 0.038, 0.082],
    glow: 0.4,
    disc: 0.9,
    stars: 1,
    side: [0.12, 0.4],
    up: [0.28, 0.35],
  },
};

/** Dunes and towers are shaped by light from the side: by how much more than elsewhere, by day and under a low sun (radians). */
const ASIDE: Partial<Record<Scene['family'], { day: number; low: number }>> = {
  desert: { day: -0.65, low: 0.3 },
  city: { day: -0.4, low: 0 },
};

export function lightOf(scene: Scene): Light {
  const { seed } = scene;
  const { side, up, ...hour } = HOURS[scene.hour];
  const aside = ASIDE[scene.family]?.[scene.hour === 'day' ? 'day' : 'low'] ?? 0;
  const turned = scene.hour === 'night' || scene.hour === 'sunset' ? 0 : aside;
  const wanted = scene.sides.get(scene.hour === 'night' ? 'moon' : 'sun');
  // What the words make much of hangs before the viewer; what they want on one side clearly there.
  const hung =
    scene.giant.has('sun') || scene.things.has('suns') || (scene.giant.has('moon') && scene.hour === 'night');
  const ahead = wanted ? ([0.26, 0.4] as const) : hung ? ([0.08, 0.26] as const) : side;
  const hand = wanted ?? (chance(seed, 'sun hand') < 0.5 ? -1 : 1);
  const azimuth = ((hung || wanted ? 0 : turned) + between(seed, 'sun side', ...ahead)) * hand;
  // Dunes are flat under a high sun; and where the sky is low in the frame, the moon must not stand above it.
  const low =
    scene.family === 'desert' && scene.hour !== 'sunset'
      ? 0.72
      : scene.family === 'sea' && scene.hour === 'night'
        ? 0.8
        : 1;
  const height = scene.giant.has(scene.hour === 'night' ? 'moon' : 'sun')
    ? scene.hour === 'night'
      ? between(seed, 'giant height', 0.2, 0.29) * (['lake', 'forest', 'city'].includes(scene.family) ? 1 : 0.75)
      : between(seed, 'giant height', 0.06, 0.12)
    : scene.things.has('suns') && scene.hour !== 'night'
      ? between(seed, 'suns height', 0.13, 0.19)
      : low * between(seed, 'sun height', ...up);
  const level = Math.cos(height);
  const toSun: Rgb = [Math.sin(azimuth) * level, Math.sin(height), Math.cos(azimuth) * level];
  // Where the Milky Way is seen no moon is up, unless the words want one.
  const moonless = scene.starry && scene.hour === 'night' && !scene.things.has('moon');
  const unseen = moonless || scene.hidden.has('sun');
  const clear: Light = {
    ...hour,
    glow: moonless ? 0.1 : hour.glow,
    disc: unseen ? 0 : Math.max(hour.disc, scene.giant.has('sun') || scene.things.has('suns') ? 1 : 0),
    toSun,
    haze: 0.011,
    deep: 9,
    clouds: between(seed, 'clouds', 0.3, 0.6),
    cloud: [1, 1, 1],
  };
  // Sand throws back what little light there is; nothing else is there to be seen by.
  const shown =
    scene.family === 'desert' && (scene.hour === 'night' || scene.hour === 'dusk')
      ? { ...clear, ambient: scaled(clear.ambient, scene.hour === 'night' ? 2 : 1.7) }
      : clear;
  const about = scene.canyon === null ? shown : thrownBack(shown);
  const bright = scene.hour === 'night' && scene.things.has('moon') ? moonlit(about) : about;
  const light = tinted(styled(weathered(bright, scene), scene), scene);
  return scene.airless ? airless(light) : light;
}

/** A full moon that the words name lights the ground as a camera's long exposure shows it. */
function moonlit(light: Light): Light {
  return { ...light, sun: scaled(light.sun, 2.6), ambient: scaled(light.ambient, 2.3), glow: 0.7, stars: 0.7 };
}

/** Where there is no air nothing lights a shadow, nothing hides what is far, and stars are out by day. */
function airless(light: Light): Light {
  const black: Rgb = [0.0015, 0.0015, 0.002];
  const [ambient, sun]: [Rgb, Rgb] = [
    [0.07, 0.07, 0.075],
    [1.8, 1.75, 1.68],
  ];
  return {
    ...light,
    zenith: black,
    horizon: black,
    fog: black,
    ambient,
    sun,
    haze: 0,
    glow: 0.06,
    clouds: 0,
    stars: 0.9,
  };
}

/** The colours that the words give to sky, clouds and light. With a coloured sky goes what it lights. */
function tinted(light: Light, { tints, hour }: Scene): Light {
  const { sky, cloud, light: lamp } = tints;
  let { zenith, horizon, fog, ambient, sun } = light;
  if (sky !== undefined) {
    horizon = dyed(horizon, sky[0], 0.72);
    zenith = dyed(zenith, sky[1] ?? sky[0], 0.9);
    fog = dyed(fog, sky[0], 0.6);
    ambient = dyed(ambient, sky[0], 0.3);
  }
  if (lamp !== undefined) {
    const [hue] = lamp;
    // A lamp of a colour is as bright as a white one.
    const cast = (own: Rgb, much: number) => mixed(own, scaled(hue!, (0.85 * lightness(own)) / lightness(hue!)), much);
    // Against the blue of night it needs more of it.
    const much = hour === 'night' ? 0.25 : 0;
    [sun, ambient, fog] = [cast(sun, 0.5 + much), cast(ambient, 0.6 + much), cast(fog, 0.6 + much)];
    [horizon, zenith] = [cast(horizon, 0.4), cast(zenith, 0.25)];
  }
  return {
    ...light,
    zenith,
    horizon,
    fog,
    ambient,
    sun,
    cloud: cloud === undefined ? light.cloud : dyed(light.cloud, cloud[0], 0.9),
  };
}

/** How light an even layer of cloud is. */
const GREY: Record<Scene['hour'], number> = {
  dawn: 0.3,
  sunrise: 0.4,
  morning: 0.55,
  day: 0.6,
  golden: 0.5,
  sunset: 0.34,
  dusk: 0.13,
  night: 0.035,
};

/** Drama is a broken sky with hard light through it; little in a picture needs an even sky, and air that swallows what is far. */
function styled(light: Light, { style, weather }: Scene): Light {
  if (style === 'minimal') return { ...light, clouds: Math.min(light.clouds, 0.12), haze: Math.max(light.haze, 0.04) };
  if (style !== 'dramatic' || weather === 'fog') return light;
  return {
    ...light,
    clouds: Math.max(light.clouds, 0.72),
    ambient: scaled(light.ambient, 0.7),
    zenith: scaled(light.zenith, 0.45),
    horizon: scaled(light.horizon, 0.78),
  };
}

/** Under clouds light is grey and comes from everywhere; in fog it is pale as well, and ends soon. */
function weathered(light: Light, { weather, hour, seed }: Scene): Light {
  if (weather === 'clear') return { ...light, clouds: between(seed, 'few clouds', 0, 0.3) };
  if (weather === 'fair') return light;
  const grey = GREY[hour];
  const dark = hour === 'dusk' || hour === 'night';
  const share = { cloudy: 0.4, storm: 0.75, snow: 0.7, fog: 0.35 }[weather];
  const dim = { cloudy: 0.8, storm: dark ? 0.6 : 0.34, snow: 0.85, fog: 0.9 }[weather];
  const pall = (colour: Rgb, much = share): Rgb => scaled(mixed(colour, [grey * 0.95, grey, grey * 1.06], much), dim);
  return {
    ...light,
    zenith: pall(light.zenith),
    horizon: pall(light.horizon, share * 0.7),
    sun: scaled(light.sun, weather === 'storm' ? 0.2 : 0.4),
    ambient: scaled(pall(light.ambient, share * 0.5), weather === 'storm' && dark ? 1.8 : 1),
    fog: pall(light.fog),
    glow: light.glow * (1 - share * 0.8),
    disc: weather === 'fog' ? light.disc * 0.3 : 0,
    haze: { cloudy: 0.018, storm: 0.035, snow: 0.045, fog: 0.16 }[weather],
    deep: weather === 'fog' ? 0.8 : light.deep,
    clouds: weather === 'fog' ? 0.3 : weather === 'cloudy' ? 0.85 : 1,
    stars: 0,
  };
}
