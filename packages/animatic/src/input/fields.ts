// Interlaced film: each picture holds two moments, one in its even rows and one in its odd ones, and shows combs where something moves.
import { AV_BUFFERSRC_FLAG_KEEP_REF, AV_FRAME_FLAG_INTERLACED, AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { Filter, FilterGraph, Frame } from 'node-av/lib';
import { check } from '../film/libav.ts';
import type { VideoFile } from './video.ts';

/** A decoded picture and when it is shown (seconds). */
type Shown = { frame: Frame; time: number };

/** The filters' clock, a second. */
const CLOCK = 1_000_000;

/**
 * Many a film that says so is not interlaced at all: that is looked for first. What moves is then made up in the rows that a
 * moment lacks; what stands keeps all of its rows.
 */
const FILTERS = 'idet,bwdif=mode=send_field:deint=interlaced';

/** Rows of interlaced formats, and pictures a second at most: there combs are looked for even where nothing says so. */
const ROWS = new Set([480, 486, 576, 1080, 1088]);
const RATE = 31;

/** Pictures that are looked at, and how many of them more have to come out than went in. */
const TRIED = 8;
const MORE = 0.5;

/** Whether most pictures that a film begins with hold two moments. */
export async function isInterlaced(video: VideoFile): Promise<boolean> {
  const { width, height } = video.tracks.picture.codecpar;
  const likely = ROWS.has(height) && width > height && video.packets < RATE * video.duration;
  let read = 0;
  async function* first() {
    for await (const picture of video.pictures()) {
      if (read === TRIED || !(likely || picture.frame.hasFlags(AV_FRAME_FLAG_INTERLACED))) return;
      read++;
      yield picture;
    }
  }
  let shown = 0;
  for await (const _ of parted(first())) shown++;
  return shown > read * (1 + MORE);
}

/** The same pictures, each that holds two moments as two whole ones; always in the same `Frame`. All are of the first one's size. */
export async function* parted(pictures: AsyncIterable<Shown>): AsyncGenerator<Shown> {
  using shown = new Frame();
  shown.alloc();
  let comb: Comb | null = null;
  try {
    for await (const { frame, time } of pictures) {
      comb ??= new Comb(frame);
      frame.pts = BigInt(Math.round(time * CLOCK));
      comb.push(frame);
      for (let at = comb.pull(shown); at !== null; at = comb.pull(shown)) yield { frame: shown, time: at };
    }
    comb?.push(null);
    for (let at = comb?.pull(shown) ?? null; at !== null; at = comb!.pull(shown)) yield { frame: shown, time: at };
  } finally {
    comb?.graph.free();
  }
}

/** The filters between their source and their sink. */
class Comb {
  readonly graph = new FilterGraph();
  readonly #source;
  readonly #sink;
  readonly #unit: number;

  constructor({ width, height, format, colorSpace, colorRange }: Frame) {
    this.graph.alloc();
    // More threads would hold more pictures.
    this.graph.nbThreads = 1;
    const like = `video_size=${width}x${height}:pix_fmt=${format}:time_base=1/${CLOCK}:colorspace=${colorSpace}:range=${colorRange}`;
    this.#source = this.graph.createFilter(Filter.getByName('buffer')!, 'in', like)!;
    this.#sink = this.graph.createFilter(Filter.getByName('buffersink')!, 'out')!;
    check(this.graph.parsePtr(FILTERS), 'set up the filters');
    const [detect, part] = this.graph.filters!.slice(2);
    check(this.#source.link(0, detect!, 0), 'link the filters');
    check(part!.link(0, this.#sink, 0), 'link the filters');
    check(this.graph.configSync(), 'set up the filters');
    const { num, den } = this.#sink.buffersinkGetTimeBase();
    this.#unit = num / den;
  }

  /** null: there are no more. */
  push(frame: Frame | null): void {
    check(this.#source.buffersrcAddFrameSync(frame, AV_BUFFERSRC_FLAG_KEEP_REF), 'filter a picture');
  }

  /** The next picture that is ready, and when it is shown; null when there is none yet, or no more. */
  pull(into: Frame): number | null {
    into.unref();
    const got = this.#sink.buffersinkGetFrameSync(into);
    if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return null;
    check(got, 'filter a picture');
    return Number(into.pts) * this.#unit;
  }
}
