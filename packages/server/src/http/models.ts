// The models as clients read them.
import { describeModel, findModel, inDollars, MODELS, type ModelSpec, parameterRows } from '@reelqueue/models';
import { RequestError } from '../errors.ts';

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

export const modelIds = (): { model_ids: string[] } => ({ model_ids: MODELS.map((model) => model.id) });

/** Throws `model_not_found`. */
export function modelById(id: string): ModelSpec {
  const model = findModel(id);
  if (!model) throw new RequestError('model_not_found', `model ${JSON.stringify(id)} does not exist`);
  return model;
}
