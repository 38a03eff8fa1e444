// The photo that comes with the repository; a package does not carry it.
import { fileURLToPath } from 'node:url';

/** Where it is in a checkout. */
export const SAMPLE_PHOTO = fileURLToPath(new URL('../../../../examples/photos/coffee.png', import.meta.url));
