// Pictures that are drawn rather than photographed, as SVG of 1920 × 1080 or upright: what a photo rarely has so clearly.

/** Shelves and tiles: straight lines at every angle that a warp could bend. */
function lines(): string {
  const tiles = Array.from({ length: 25 }, (_, i) => {
    const x = (i - 12) * 160;
    return `<line x1="${960 + x * 0.35}" y1="620" x2="${960 + x * 1.6}" y2="1080"/>`;
  });
  const rows = [620, 660, 715, 790, 890, 1020].map((y) => `<line x1="0" y1="${y}" x2="1920" y2="${y}"/>`);
  const books = Array.from({ length: 60 }, (_, i) => {
    const [shelf, place] = [Math.floor(i / 20), i % 20];
    const tall = 95 + ((i * 37) % 45);
    const colour = `hsl(${(i * 67) % 360} ${30 + ((i * 13) % 30)}% ${32 + ((i * 29) % 30)}%)`;
    return `<rect x="${420 + place * 54}" y="${210 + shelf * 160 - tall}" width="${44 - ((i * 7) % 12)}" height="${tall}" fill="${colour}"/>`;
  });
  const shelves = [210, 370, 530].map((y) => `<rect x="390" y="${y}" width="1140" height="14" fill="#5d4330"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080"><rect width="1920" height="620" fill="#d9d2c4"/>
<rect y="620" width="1920" height="460" fill="#8b7a66"/><g stroke="#5b4e40" stroke-width="4">${tiles.join('')}${rows.join('')}</g>
<rect x="370" y="50" width="1180" height="570" fill="#3f2d20"/>${shelves.join('')}${books.join('')}
<g stroke="#b8ae9c" stroke-width="3"><line x1="180" y1="0" x2="180" y2="620"/><line x1="1740" y1="0" x2="1740" y2="620"/></g></svg>`;
}

/** Flat hills, a sun and a house in five colours. */
function poster(): string {
  const hill = (y: number, swing: number, colour: string) =>
    `<path d="M0 ${y} C 270 ${y - swing} 540 ${y + swing} 1080 ${y - swing / 2} V1920 H0 Z" fill="${colour}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1920"><rect width="1080" height="1920" fill="#f6d7a7"/>
<circle cx="740" cy="520" r="190" fill="#f08a4b"/>${hill(980, 160, '#e8a87c')}${hill(1180, 120, '#c38d9e')}${hill(1400, 150, '#6b7a8f')}
${hill(1640, 90, '#41536b')}<g><rect x="300" y="1235" width="150" height="130" fill="#fdf6ec"/>
<path d="M280 1240 L375 1150 L470 1240 Z" fill="#b5483a"/><rect x="355" y="1300" width="40" height="65" fill="#6b4a3a"/></g></svg>`;
}

/** A desk lamp before a studio backdrop. */
function product(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080"><defs>
<radialGradient id="b" cx="55%" cy="35%" r="80%"><stop offset="0" stop-color="#eef0f2"/><stop offset="1" stop-color="#a9b0b8"/></radialGradient>
<linearGradient id="m" x1="0" x2="1"><stop offset="0" stop-color="#7c2d12"/><stop offset=".35" stop-color="#f97316"/><stop offset="1" stop-color="#7c2d12"/></linearGradient>
<filter id="s" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="22"/></filter></defs>
<rect width="1920" height="1080" fill="url(#b)"/><ellipse cx="1010" cy="905" rx="260" ry="34" fill="#4b5563" opacity=".55" filter="url(#s)"/>
<ellipse cx="960" cy="880" rx="190" ry="36" fill="#26292f"/><ellipse cx="960" cy="868" rx="190" ry="34" fill="#3b4048"/>
<path d="M950 868 L820 560 L1040 330" fill="none" stroke="#2b2f36" stroke-width="20" stroke-linejoin="round"/>
<circle cx="820" cy="560" r="24" fill="#9ca3af"/><g transform="translate(1060 310) rotate(38)"><path d="M-70 -40 H70 L150 170 H-150 Z" fill="url(#m)"/>
<ellipse cx="0" cy="170" rx="150" ry="34" fill="#fff3c4"/><rect x="-34" y="-84" width="68" height="48" rx="12" fill="#2b2f36"/></g></svg>`;
}

/** Each an SVG document. */
export const DRAWINGS = { lines, poster, product };
