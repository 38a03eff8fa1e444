// Server-sent events as bytes: the parser of the HTML standard, section 9.2.6, for streams that are read and not played.

/** What stood between two empty lines. `data` is null where nothing is told but an `id`, to go on from. */
export type Message = { id: string | null; data: string | null };

/** Reads messages until the stream ends; what it breaks off in the middle of is none. `onBytes` hears of every sign of life. */
export async function* readMessages(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<Message> {
  let id: string | null = null;
  let data: string[] = [];
  for await (const line of readLines(body, onBytes)) {
    if (line === '') {
      if (id !== null || data.length > 0) yield { id, data: data.length > 0 ? data.join('\n') : null };
      id = null;
      data = [];
      continue;
    }
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') data.push(value);
    else if (name === 'id' && !value.includes('\0')) id = value;
  }
}

/** Lines end with LF, CR or both, which may come apart. */
async function* readLines(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let open = '';
  let afterReturn = false;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    onBytes();
    if (part.value === '') continue;
    const text = afterReturn && part.value.startsWith('\n') ? part.value.slice(1) : part.value;
    afterReturn = part.value.endsWith('\r');
    // Only what is new is searched: a line may hold a whole picture.
    const [first = '', ...rest] = text.split(/\r\n|\n|\r/);
    open += first;
    for (const next of rest) {
      yield open;
      open = next;
    }
  }
}
