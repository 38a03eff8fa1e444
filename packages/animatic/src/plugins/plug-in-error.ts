/** A plug-in can not be used; the sentence says why, without its end, and names no path. */
export class PlugInError extends Error {
  constructor(why: string) {
    super(why.replace(/[.\s]+$/, ''));
    this.name = 'PlugInError';
  }
}
