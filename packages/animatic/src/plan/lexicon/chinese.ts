// Chinese prompts: places, hours, weather, colours and camera moves in the English words that the lexicons know.
import { QUOTED } from './reading.ts';

/** Chinese words, and after each the English ones that are read in its place; none: it is grammar. */
const TABLE: Record<string, string> = {
  places: `城市天际线 city skyline | 天际线 skyline | 城市 city | 都市 city | 摩天大楼 skyscrapers | 高楼 skyscrapers | 街道 street |
    街头 street | 大街 street | 小巷 alley | 巷子 alley | 古镇 old town | 小镇 small town | 老城 old town | 村庄 village |
    乡村 village | 集市 market | 市场 market | 广场 square | 公路 road | 道路 road | 小路 path | 铁路 railway | 港口 harbour |
    海边 beach | 海滩 beach | 沙滩 beach | 大海 sea | 海洋 ocean | 海面 sea | 海浪 waves | 波浪 waves | 海岸 coast |
    悬崖 cliffs | 灯塔 lighthouse | 岛屿 island | 湖泊 lake | 湖面 lake | 湖边 lake | 湖 lake | 河流 river | 小河 river |
    小溪 brook | 瀑布 waterfall | 山谷 valley | 雪山 snowy mountains | 山脉 mountains | 高山 mountains | 群山 mountains |
    火山 volcano | 森林 forest | 树林 forest | 竹林 bamboo forest | 草原 grassland | 草地 meadow | 田野 fields |
    花田 flower field | 麦田 wheat field | 薰衣草 lavender | 向日葵 sunflowers | 樱花 cherry blossom | 沙漠 desert |
    沙丘 dunes | 星空 starry sky | 银河 milky way | 星系 galaxy | 太空 outer space | 宇宙 space | 星球 planet | 火星 mars |
    月球 the moon | 客厅 living room | 房间 room | 卧室 bedroom | 厨房 kitchen | 办公室 office | 咖啡馆 cafe | 咖啡厅 cafe |
    餐厅 restaurant | 酒吧 bar | 图书馆 library | 走廊 corridor | 教堂 church | 大厅 hall | 舞台 stage | 摄影棚 studio |
    飞船 spaceship | 桥 bridge | 小船 boat | 帆船 sailboat | 房子 house | 小屋 cabin | 树木 trees | 东京 tokyo |
    上海 shanghai | 北京 beijing | 香港 hong kong | 巴黎 paris | 纽约 new york | 赛博朋克 cyberpunk | 霓虹灯 neon signs |
    霓虹 neon | 抽象 abstract | 水墨 ink in water | 丝绸 silk | 粒子 particles | 水墨风格 watercolor painting | 水墨画 watercolor painting |
    峡谷 canyon | 戈壁 desert | 绿洲 oasis | 海 sea | 海滨 beach | 海港 harbour | 渔村 fishing village | 海岛 island | 山 mountain |
    山峰 mountain peaks | 山间 mountain valley | 黄山 mountains | 富士山 mount fuji | 冰山 icebergs | 冰川 glacier | 湖水 lake |
    江 river | 江边 river | 江南 old village | 水乡 river village | 小桥 stone bridge | 流水 stream | 溪流 stream | 稻田 rice field |
    梯田 rice terraces | 茶园 tea plantation | 花海 flower field | 花园 garden | 公园 park | 雨林 rainforest | 丛林 jungle |
    热带雨林 tropical rainforest | 松树 pine trees | 松林 pine forest | 枫叶 autumn leaves | 椰子树 palm trees | 棕榈树 palm trees |
    白墙 white houses | 屋顶 rooftops | 夜市 night market | 街 street | 夜景 at night | 地铁站 subway station | 教室 classroom |
    医院 hospital corridor | 书房 library | 壁炉 fireplace | 星云 nebula | 地球 earth from space | 土星 saturn | 星星 stars`,
  light: `夜晚 night | 晚上 night | 深夜 midnight | 夜色 night | 夜 night | 黎明 dawn | 清晨 early morning | 早晨 morning |
    日出 sunrise | 白天 day | 中午 noon | 下午 afternoon | 黄昏 dusk | 傍晚 dusk | 日落 sunset | 夕阳 sunset |
    黄金时刻 golden hour | 月光 moonlight | 月亮 moon | 太阳 sun | 阳光 sunlight | 天空 sky | 下雨 rain | 雨中 rain |
    大雨 heavy rain | 雨 rain | 暴风雨 thunderstorm | 闪电 lightning | 下雪 snow falls | 雪花 snow falls | 大雪 heavy snow |
    薄雾 light mist | 雾 fog | 晴朗 clear | 多云 cloudy | 白云 white clouds | 云 clouds | 微风 breeze | 风 wind |
    落叶 falling leaves | 极光 northern lights | 春天 spring | 夏天 summer | 秋天 autumn | 冬天 winter | 窗户 window | 之夜 night | 满天繁星 starry sky | 繁星 starry sky | 明月 full moon | 满月 full moon | 夕阳西下 sunset |
    晚霞 sunset | 朝霞 sunrise | 云海 thick mist | 晨雾 morning mist | 浓雾 thick fog | 暴雪 blizzard | 雪 snow |
    雪景 snowy landscape | 雷雨 thunderstorm | 乌云 dark clouds | 蓝天 blue sky | 春 spring | 秋 autumn | 冬 winter | 正午 noon |
    午后 afternoon | 凌晨 dawn | 蓝调时刻 blue hour |
    灯光 lights`,
  colours: `红色 red | 橙色 orange | 黄色 yellow | 金色 golden | 绿色 green | 蓝色 blue | 紫色 purple | 粉色 pink | 白色 white |
    黑色 black`,
  film: `镜头 camera | 摄像机 camera | 推进 pushes in | 推近 pushes in | 拉远 pulls out | 后退 pulls back | 向左平移 moves left |
    向右平移 moves right | 左移 moves left | 右移 moves right | 左摇 pans left | 右摇 pans right | 上升 rises | 下降 descends |
    环绕 orbits | 旋转 orbits | 跟随 follows | 固定 static | 静止 static | 手持 handheld | 放大 zooms in | 航拍 aerial shot |
    特写 close-up | 全景 wide shot | 远景 wide shot | 缓慢 slowly | 慢慢 slowly | 缓缓 slowly | 快速 quickly |
    慢动作 slow motion | 电影感 cinematic | 黑白 black and white | 复古 vintage | 温馨 cozy | 宁静 peaceful | 美丽 beautiful |
    音乐 music | 钢琴 piano`,
  subjects: `猫 cat | 狗 dog | 马 horse | 龙 dragon | 人 person | 人们 people | 女孩 girl | 男孩 boy | 女人 woman | 男人 man |
    老人 old man | 孩子 child | 汽车 car | 跑车 sports car | 火车 train | 宇航员 astronaut | 机器人 robot | 厨师 chef |
    拳击手 boxers | 骆驼 camels | 驼队 camels | 情侣 couple | 鸟 birds | 花 flowers | 树 trees`,
  grammar: `里面 | 然后 , then | 接着 , then | 没有 no | 不要 no | 风景 landscape | 风格 style | 一只 a | 一位 a | 一辆 a | 一个 a |
    一座 a | 一片 a | 一条 a | 一艘 a | 一间 a | 一轮 a | 一对 a | 一群 a | 之 | 两 two | 三 three | 和 and | 的 | 在 | 里 | 下 | 上 | 中 | 着 | 了`,
};

const WORDS = new Map(
  Object.values(TABLE).flatMap((words) =>
    words.split('|').map((entry): [string, string] => {
      const [own, ...english] = entry.trim().split(' ');
      return [own!, english.join(' ')];
    }),
  ),
);

const LONGEST = Math.max(...[...WORDS.keys()].map((word) => word.length));
/** Grammar that stands by itself wherever it stands. */
const PARTICLES = new Set('的在里了着和之');
const HAN = /\p{Script=Han}/u;

/**
 * A text with the Chinese words that are known in English; what is not known stays as it is, and so does what is quoted. A text
 * without Chinese is given back as it is.
 */
export function inEnglish(text: string): string {
  if (!HAN.test(text)) return text;
  const quotes = [...text.matchAll(QUOTED)].map(([quote]) => quote);
  return text
    .split(QUOTED)
    .map((part, nth) => `${translated(part)}${quotes[nth] ?? ''}`)
    .join('')
    .trim();
}

/** A piece of a text: its English, or null where it is not known. */
type Piece = { own: string; english: string | null };

/** The longest word that is known comes first; signs between words become those that English has. */
function translated(part: string): string {
  const pieces: Piece[] = [];
  for (let at = 0; at < part.length; ) {
    const own = longestAt(part, at);
    pieces.push({ own, english: WORDS.get(own) ?? null });
    at += own.length;
  }
  const said = pieces.map((piece, nth) => (isWhole(pieces, nth) ? ` ${piece.english} ` : piece.own)).join('');
  const signs = said.replace(/[，、]/g, ', ').replace(/。/g, '. ');
  return signs
    .replace(/\s+/g, ' ')
    .replace(/\s+([,.;:])/g, '$1')
    .replace(/,(?:\s*,)+/g, ',');
}

/** Whether a piece is a word: one character beside what is not known is mostly a part of that, as the rain of an umbrella is. */
function isWhole(pieces: readonly Piece[], nth: number): boolean {
  const { own, english } = pieces[nth]!;
  if (english === null) return false;
  if (own.length > 1 || PARTICLES.has(own)) return true;
  const isOpen = (piece: Piece | undefined) => piece !== undefined && piece.english === null && HAN.test(piece.own);
  return !isOpen(pieces[nth - 1]) && !isOpen(pieces[nth + 1]);
}

function longestAt(part: string, at: number): string {
  for (let length = LONGEST; length > 1; length--) {
    const word = part.slice(at, at + length);
    if (WORDS.has(word)) return word;
  }
  return part[at]!;
}
