// A language model of the operator's own that extends prompts, behind the chat interface that OpenAI made and others have.
import { Agent, request } from 'undici';
import type { Config } from '../config.ts';

/** Seconds for a connection, and for the whole text: a film waits for it. */
const PATIENCE = { connection: 5, text: 60 };
/** Bytes of an answer. */
const MOST_ANSWER = 256 * 1024;
/** Characters of a prompt that it writes; what goes on after that is no prompt. */
const MOST_TEXT = 4_000;

const TASK = `You write prompts for an animatic: a moving storyboard that moves a camera through one picture, with light, weather and sound.
Write the user's prompt out as one paragraph of plain English, 40 to 120 words: what the camera does and how fast, in order; the light and the grade; what moves by itself (water, clouds, leaves, rain, snow, fog, fire); sounds, and the mood of the music.
Keep everything that the prompt says, in its order, with its shots and their times if it lists any, and what it puts in quotation marks word for word. Add no people, animals, things or lettering, and nothing that the negative prompt names.
Answer with the paragraph alone.`;

/** What is to be filmed. `duration` in seconds. */
type Asked = {
  prompt: string;
  negative_prompt: string;
  duration: number;
  shot_type: 'single' | 'multi';
  seed: number;
};

/** Why there is no text: a sentence without a secret or a word of whoever answered. */
export class Unwritten extends Error {}

/** Writes a prompt out. Throws `Unwritten`, or the signal's reason. */
export type Writer = (asked: Asked, signal: AbortSignal) => Promise<string>;

/** The writer that the settings name; null where they name none. */
export function createWriter(config: Config): Writer | null {
  const { REELQUEUE_WRITER: url, REELQUEUE_WRITER_MODEL: model, REELQUEUE_WRITER_KEY: key } = config;
  if (url === null || model === null) return null;
  const headers = { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) };

  async function ask(body: object, signal: AbortSignal): Promise<{ status: number; text: string }> {
    const agent = new Agent({
      connect: { timeout: PATIENCE.connection * 1000 },
      maxResponseSize: MOST_ANSWER,
    });
    try {
      const call = { method: 'POST', headers, body: JSON.stringify(body), dispatcher: agent, signal } as const;
      const answer = await request(`${url}/chat/completions`, call);
      return { status: answer.statusCode, text: await answer.body.text() };
    } finally {
      await agent.destroy();
    }
  }

  return async (asked, signal) => {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE.text * 1000)]);
    const messages = [
      { role: 'system', content: TASK },
      { role: 'user', content: orderOf(asked) },
    ];
    try {
      let answer = await ask({ model, messages, temperature: 0, seed: asked.seed }, inTime);
      // Some models refuse to be told how steady they are to be.
      if (answer.status === 400) answer = await ask({ model, messages }, inTime);
      if (answer.status !== 200) throw new Unwritten(`it answered ${answer.status}`);
      return textIn(answer.text);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Unwritten) throw error;
      if (inTime.aborted) throw new Unwritten(`it took longer than ${PATIENCE.text} s`);
      const long = (error as { code?: string }).code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
      throw new Unwritten(long ? `its answer has more than ${MOST_ANSWER} bytes` : 'it could not be reached');
    }
  };
}

function orderOf({ prompt, negative_prompt, duration, shot_type }: Asked): string {
  const lines = [
    `Prompt: ${prompt.trim() === '' ? '(none: choose what suits any picture)' : prompt}`,
    ...(negative_prompt.trim() === '' ? [] : [`Negative prompt: ${negative_prompt}`]),
    `Length: ${duration} seconds, ${shot_type === 'multi' ? 'several shots with cuts' : 'one continuous shot'}.`,
  ];
  return lines.join('\n');
}

/** The prompt in an answer, without the thoughts that some models put before it. */
function textIn(body: string): string {
  let content: unknown;
  try {
    content = JSON.parse(body)?.choices?.[0]?.message?.content;
  } catch {
    throw new Unwritten('its answer is not JSON');
  }
  if (typeof content !== 'string') throw new Unwritten('its answer has no text');
  const text = content
    .replace(/<think>[\s\S]*?<\/think>/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (text === '') throw new Unwritten('its text is empty');
  if (text.length > MOST_TEXT) {
    throw new Unwritten(`its text has ${text.length} characters; at most ${MOST_TEXT} are taken`);
  }
  return text;
}
