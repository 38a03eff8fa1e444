import { standStill } from '../standstill.ts';
import { picture } from '../system.ts';
import { engineContract } from './contract.ts';

engineContract('animatic', async () => {
  const payload = { image_url: await picture(400, 400), prompt: 'pan left', quality: '360p' };
  return {
    environment: {},
    model: 'pixverse-v5.6-i2v',
    payload,
    film: { width: 640, height: 360, fps: 24, duration: 5 },
    hold: standStill,
    longer: null,
    refused: null,
    asked: null,
    spoil: null,
    secrets: [],
    [Symbol.asyncDispose]: async () => {},
  };
});
