// What the queue says about a model, field by field as it is on the wire.

/** One parameter of a model. An array parameter has the type of its members, and its bounds are those of its length. */
export type ModelParameter = {
  name: string;
  display_name: string;
  description: string;
  type: 'string' | 'enum' | 'integer' | 'float' | 'boolean' | 'image' | 'audio' | 'video';
  required: boolean;
  default_value: unknown;
  /** The values an enum may have; null for other types. */
  options: (string | number)[] | null;
  min_value: number | null;
  max_value: number | null;
};

/** A model's record. `price_info.price` is in micro-USD per `unit`. */
export type ModelRecord = {
  model: string;
  model_type: string;
  brief_description: string;
  /** A guide, in Markdown. */
  detailed_description: string;
  parameters: ModelParameter[];
  price_info: { price: number; pricing_type: string; unit: string };
  pricing_details: string;
  /** The parameters once more, as JSON Schema 2020-12. */
  json_schema?: { [keyword: string]: unknown };
  /** The engines which take requests for it now. */
  engines?: string[];
};
