// Words for woods and the trees that they are of.
import type { Entry } from '../plan/lexicon/entry.ts';
import type { Grove, Sight } from './scenery.ts';

/** Trees by their kind, and woods of them. */
function grove(value: Grove, trees: string, woods: string): Entry<Sight>[] {
  return [trees, woods].map((say, nth) => ({
    say: [say],
    means: [
      { is: 'family', value: 'forest', weight: [5, 8][nth]!, near: false },
      { is: 'feature', value: 'trees' },
      { is: 'grove', value },
    ],
  }));
}

/** Woods that are not painted as such: a forest is. */
function near(weight: number, ...say: string[]): Entry<Sight> {
  return { say, means: [{ is: 'family', value: 'forest', weight, near: true }] };
}

export const WOODS: Entry<Sight>[] = [
  {
    say: ['=trees'],
    means: [
      { is: 'family', value: 'forest', weight: 5, near: false },
      { is: 'feature', value: 'trees' },
    ],
  },
  ...grove('fir', 'pine|=fir|=firs|spruce|conifer|evergreen', 'pine|fir|spruce|conifer|evergreen forest|=wood|=woods'),
  ...grove('broad', 'oak|maple|beech|linden', 'oak|maple|beech|linden|deciduous forest|=wood|=woods|grove'),
  ...grove('birch', 'birch|aspen', 'birch|aspen forest|=wood|=woods|grove'),
  ...grove('cypress', 'cypress|poplar', 'cypress|poplar forest|grove|alley'),
  ...grove(
    'cherry',
    'cherry|=sakura|plum|almond tree|blossom|=trees',
    'cherry|=sakura|plum|almond forest|grove|orchard|garden',
  ),
  ...grove('acacia', 'acacia', 'acacia forest|grove'),
  ...grove('bamboo', 'bamboo', 'bamboo forest|grove|thicket|=wood|=woods'),
  {
    say: [
      'savanna|savannah|=serengeti',
      'african|african grass plain|=plains',
      '=savanna|=savannah grass|plain|=plains',
    ],
    means: [
      { is: 'family', value: 'meadow', weight: 8, near: false },
      { is: 'field', value: 7 },
      { is: 'grove', value: 'acacia' },
    ],
  },
  near(8, 'sequoia|redwood|mangrove|baobab', 'sequoia|redwood|willow|cedar|mangrove|olive|baobab forest|grove'),
  near(5, 'willow|cedar', 'sequoia|redwood|willow|cedar|olive|baobab tree'),
  {
    say: [
      'tree|pine|fir|birch|oak|maple|cypress|poplar =lined',
      '=tree-lined|=cypress-lined',
      'tree|cypress|poplar|birch|oak|maple line|flank',
      '=lined|=flanked|=bordered =with|=by tree|cypress|poplar|birch|oak|maple',
      'avenue|alley|row tree|cypress|poplar',
    ],
    means: [{ is: 'feature', value: 'trees' }, { is: 'lined' }],
  },
  {
    say: ['palm =lined', '=palm-lined', 'palm|=palms|palm tree line|flank', '=lined|=flanked =with|=by =palms|palm'],
    means: [{ is: 'feature', value: 'trees' }, { is: 'lined' }, { is: 'grove', value: 'palm' }],
  },
  {
    say: ['forest|wood|woodland|grove|taiga'],
    means: [{ is: 'family', value: 'forest', weight: 8, near: false }],
  },
  {
    say: ['tropical forest|wood', 'jungle|rainforest'],
    means: [
      { is: 'family', value: 'forest', weight: 8, near: false },
      { is: 'grove', value: 'jungle' },
    ],
  },
  near(8, 'mangrove|mushroom forest|grove'),
];
