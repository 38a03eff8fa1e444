// The gallery as one HTML page: players, frames, the plan in words, and the figures.
import type { Plan } from '../packages/animatic/src/index.ts';
import type { Entry } from './films.ts';
import type { Measures } from './measure.ts';
import type { Report } from './render-apart.ts';

/** A film that was made. `seconds`: its length; `bytes`: its file's. */
export type Shown = {
  entry: Entry;
  report: Report;
  measures: Measures;
  cuts: number[];
  seconds: number;
  bytes: number;
};

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1400px;padding:0 1rem;background:#16181c;color:#d8dbe0}
a{color:#8ab4f8}h2{margin-top:3rem}video{width:min(100%,800px);max-height:80vh;background:#000;border-radius:6px}
table{border-collapse:collapse}td,th{padding:.15rem .7rem .15rem 0;text-align:left;vertical-align:top;white-space:nowrap}
td.words{white-space:normal}.frames{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:6px;margin:1rem 0}
figure{margin:0}img{width:100%;display:block;border-radius:3px}figcaption{font-size:12px;color:#9aa0a8}.warning{color:#f6b26b}`;

/** The whole page; files lie beside it, each film's in a folder named as it is. */
export function pageOf(films: Shown[]): string {
  const rows = films.map(
    ({ entry, report, measures, seconds }) =>
      `<tr><td><a href="#${entry.name}">${entry.name}</a></td>${cells(figures(report, measures, seconds))}</tr>`,
  );
  const heads = Object.keys(figures(films[0]!.report, films[0]!.measures, films[0]!.seconds));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Animatic: gallery</title><style>${STYLE}</style>
<h1>What animatic makes</h1><table><tr><th>film</th>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>
${rows.join('\n')}</table>${films.map(section).join('\n')}</html>\n`;
}

function cells(values: Record<string, string>): string {
  return Object.values(values)
    .map((value) => `<td>${value}</td>`)
    .join('');
}

function figures({ wall, cpu, memory, frames }: Report, measures: Measures, seconds: number): Record<string, string> {
  const dB = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} dB`);
  return {
    'wall, s': wall.toFixed(1),
    '× real time': (seconds / wall).toFixed(2),
    'CPU, ms a frame': ((1000 * cpu) / frames).toFixed(1),
    'memory, MB': memory.toFixed(0),
    'first frame': dB(measures.first),
    'last frame': dB(measures.last),
    LUFS: measures.loudness.toFixed(1),
    'peak, dB': measures.peak.toFixed(1),
    pops: measures.pops.join(' ') || '–',
    frames: measures.digest,
  };
}

function section({ entry, report, measures, cuts, seconds, bytes }: Shown): string {
  const { plan } = report;
  const { name } = entry;
  const frames = measures.shown.map((frame) => {
    const file = `${name}/${String(frame).padStart(4, '0')}.jpg`;
    const cut = cuts.includes(frame) ? ', cut' : '';
    return `<figure><a href="${file}"><img src="${file}" loading="lazy" alt=""></a><figcaption>${frame} · ${(frame / plan.fps).toFixed(2)} s${cut}</figcaption></figure>`;
  });
  const asked = Object.entries(entry).filter(([key]) => key !== 'name' && key !== 'shows');
  const rows = [
    ...asked.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
    ['shots', plan.shots.map((shot) => `${shot.name} (${(shot.frames / plan.fps).toFixed(2)} s)`).join(' | ')],
    ['planned as', plan.actual_prompt ?? '–'],
    ['sound', soundOf(plan)],
    ['cuts', `planned ${cuts.join(' ') || '–'}, seen ${measures.cuts.join(' ') || '–'}`],
    ['file', `${plan.width} × ${plan.height}, ${seconds} s, ${(bytes / 2 ** 20).toFixed(1)} MB`],
  ];
  const warnings = plan.warnings.map((sentence) => `<p class="warning">${escaped(sentence)}</p>`).join('');
  return `<h2 id="${name}">${name}</h2><p>${escaped(entry.shows)}</p>
<video controls preload="none" poster="${name}/thumbnail.jpg" src="${name}/film.mp4"></video>
<div class="frames">${frames.join('')}</div>${warnings}
<table>${rows.map(([key, value]) => `<tr><th>${key}</th><td class="words">${escaped(value!)}</td></tr>`).join('')}</table>
<p><a href="${name}/plan.json">the plan</a></p>`;
}

function soundOf({ sound }: Plan): string {
  if (sound === null) return 'none';
  if (sound.given !== null) return 'given';
  const heard = [...sound.ambience.map(({ kind }) => kind), ...(sound.music ? [`${sound.music.mood} music`] : [])];
  const accents = sound.accents.map(({ at, kind }) => `${kind} at ${at.toFixed(2)} s`);
  return [...heard, ...accents].join(', ');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
