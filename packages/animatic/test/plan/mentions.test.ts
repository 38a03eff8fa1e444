// Who of the references the words mean, in which order, and what they let them do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentionsOf } from '../../src/plan/mentions.ts';

type Cue = ReturnType<typeof mentionsOf>['cues'][number];

test('references are named by number, by rank, by a number in words, in other spellings', () => {
  for (const prompt of [
    'character2 waits, then character1 looks up',
    'Character 2 waits, then Character 1 looks up',
    'the second person waits, then the first character looks up',
    'character two waits, then character one looks up',
    'reference 2 waits, the first clip looks up',
    '角色2走进咖啡馆，角色1微笑',
    '人物二走进咖啡馆，人物一微笑',
  ]) {
    const { order, named, warnings } = mentionsOf(prompt, 3);
    assert.deepEqual([order, named, warnings], [[1, 0, 2], 2, []], prompt);
  }
  assert.equal(mentionsOf('first person view of a forest', 2).named, 0);
  assert.match(mentionsOf('character3 waves', 2).warnings.join(), /"character3" is not among the 2 references/);
});

test('turns go from one to the next and back as the words do, and nobody is left out', () => {
  const turns = (prompt: string, count: number) => mentionsOf(prompt, count).turns;
  assert.deepEqual(turns('character1 asks character2. character2 answers, character1 laughs', 2), [0, 1, 0]);
  assert.deepEqual(turns('character2 sings. character2 goes on', 3), [1, 0, 2]);
});

test('"they", "both" and "everyone" do what is said of them together', () => {
  const comes = (prompt: string) => mentionsOf(prompt, 3).cues.map(({ enters }) => enters);
  assert.deepEqual(comes('everyone walks in from the left'), [true, true, true]);
  assert.deepEqual(comes('character1 and character3 wait at the door. They walk in together.'), [true, false, true]);
});

test('one comes from the side that is said, leaves when it is said, and turns only to another', () => {
  const [first, second] = mentionsOf(
    'character1 walks in from the left, turns to character2 and leaves to the right',
    2,
  ).cues as [Cue, Cue];
  const open = { says: null, beside: null };
  assert.deepEqual(first, { ...open, enters: true, leaves: 2, turns: true, from: 'left', to: 'right', beside: 0 });
  assert.deepEqual(second, { ...open, enters: false, leaves: 0, turns: false, from: null, to: null });
  assert.equal(mentionsOf('character1 looks at character2, who leaves', 2).cues[1]!.leaves, 2);
  assert.equal(mentionsOf('character2 looks at the sea', 2).cues[1]!.turns, false);
  assert.equal(mentionsOf('character1 turns to the camera', 2).cues[0]!.turns, false);
});

test('who listens says nothing, unless it speaks as well', () => {
  const says = (prompt: string) => mentionsOf(prompt, 2).cues.map((cue) => cue.says);
  assert.deepEqual(says('character1 says hello while character2 listens'), ['something', 'nothing']);
  assert.deepEqual(says('character2 listens, then answers; character1 waits'), [null, 'something']);
  assert.deepEqual(says('character1 in a quiet street, character2 remains silent'), [null, 'nothing']);
});
