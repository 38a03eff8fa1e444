// The one error for a file from outside that can not be used.

/**
 * A given file is not what was asked for. The sentence starts with what was seen and may be shown to whoever gave it; it
 * names no path. `unsupported`: an intact kind of file that is not read here; `unreadable`: damaged, cut short or empty.
 */
export class InputError extends Error {
  readonly code: 'unreadable' | 'unsupported';

  constructor(code: InputError['code'], sentence: string) {
    super(sentence);
    this.name = 'InputError';
    this.code = code;
  }
}
