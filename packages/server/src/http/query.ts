// Reading query parameters and headers.
import { RequestError } from '../errors.ts';
import { show } from '../intake/validate.ts';

/** A whole number, or null when there is none. Throws `invalid_payload` naming the parameter. */
export function wholeNumber(name: string, value: unknown): number | null {
  if (value === undefined || value === '') return null;
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  throw new RequestError('invalid_payload', `${name} is ${show(value)}; it must be a whole number`, name);
}
