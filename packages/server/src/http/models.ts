// The models as clients read them.
import { describeModel, inDollars, type ModelSpec, parameterRows } from '@reelqueue/models';
import { RequestError } from '../errors.ts';
import type { IntakeParts } from '../intake/intake.ts';

/** The model record (CONTRACT: section 2). `engines`: where requests for it run. */
export function modelRecord(model: ModelSpec, engines: string[]) {
  return {
    model: model.id,
    org_id: '',
    model_type: 'video',
    brief_description: model.brief,
    detailed_description: describeModel(model),
    modalities: {},
    parameters: parameterRows(model),
    price_info: { price: model.price_micro_usd, pricing_type: '', unit: 'second' },
    pricing_details: `${inDollars(model.price_micro_usd)} per second`,
    percentage_discount: 0,
    tags: [],
    icon_link: '',
    background_image_url: '',
    host_type: 'external',
    external_provider: '',
    external_api_url: '',
    external_api_endpoint: '',
    internal_parameters: {},
    qworkers: 0,
    created_at: 0,
    updated_at: 0,
    json_schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', ...model.parameters },
    engines,
  };
}

/** Throws `model_not_found`, also where the model has no route here. */
export function modelById({ routes }: Pick<IntakeParts, 'routes'>, id: string): ModelSpec {
  const model = routes.find(id);
  if (!model) throw new RequestError('model_not_found', `model ${JSON.stringify(id)} does not exist`);
  return model;
}
